"""Kernel settings outside ``net.``: the names that mainline has, and the ranges that matter here.

Names: /proc/sys of Linux 6.18 and Documentation/admin-guide/sysctl, read 2026-11.  They depend on the build, so
a name that is missing here is not called unknown unless it is nearly one of these.
"""

from lbconflint.knowledge.sysctls import Sysctl

_NAMES = """
abi.vsyscall32 fs.aio-max-nr fs.aio-nr fs.binfmt_misc.status fs.dentry-negative fs.dentry-state
fs.dir-notify-enable fs.epoll.max_user_watches fs.fanotify.max_queued_events fs.fanotify.max_user_groups
fs.fanotify.max_user_marks fs.fanotify.watchdog_timeout fs.file-max fs.file-nr fs.fuse.default_request_timeout
fs.fuse.max_pages_limit fs.fuse.max_request_timeout fs.inode-nr fs.inode-state fs.inotify.max_queued_events
fs.inotify.max_user_instances fs.inotify.max_user_watches fs.lease-break-time fs.leases-enable fs.mount-max
fs.mqueue.msg_default fs.mqueue.msg_max fs.mqueue.msgsize_default fs.mqueue.msgsize_max fs.mqueue.queues_max
fs.nfs.nlm_tcpport fs.nfs.nlm_udpport fs.nr_open fs.overflowgid fs.overflowuid fs.pipe-max-size
fs.pipe-user-pages-hard fs.pipe-user-pages-soft fs.protected_fifos fs.protected_hardlinks fs.protected_regular
fs.protected_symlinks fs.quota.allocated_dquots fs.quota.cache_hits fs.quota.drops fs.quota.free_dquots
fs.quota.lookups fs.quota.reads fs.quota.syncs fs.quota.writes fs.suid_dumpable fs.verity.require_signatures
kernel.acct kernel.apparmor_restrict_unprivileged_userns kernel.arch kernel.auto_msgmni kernel.bootloader_type
kernel.bootloader_version kernel.bpf_stats_enabled kernel.cad_pid kernel.cap_last_cap
kernel.core_file_note_size_limit kernel.core_modes kernel.core_pattern kernel.core_pipe_limit
kernel.core_sort_vma kernel.core_uses_pid kernel.ctrl-alt-del kernel.dmesg_restrict kernel.domainname
kernel.ftrace_dump_on_oops kernel.ftrace_enabled kernel.hardlockup_all_cpu_backtrace kernel.hardlockup_panic
kernel.hostname kernel.hotplug kernel.hung_task_all_cpu_backtrace kernel.hung_task_check_count
kernel.hung_task_check_interval_secs kernel.hung_task_detect_count kernel.hung_task_panic
kernel.hung_task_timeout_secs kernel.hung_task_warnings kernel.io_delay_type kernel.io_uring_disabled
kernel.io_uring_group kernel.kexec_load_disabled kernel.keys.gc_delay kernel.keys.maxbytes kernel.keys.maxkeys
kernel.keys.persistent_keyring_expiry kernel.keys.root_maxbytes kernel.keys.root_maxkeys kernel.kptr_restrict
kernel.latencytop kernel.max_lock_depth kernel.max_rcu_stall_to_panic kernel.modprobe kernel.modules_disabled
kernel.msg_next_id kernel.msgmax kernel.msgmnb kernel.msgmni kernel.ngroups_max kernel.nmi_watchdog
kernel.ns_last_pid kernel.numa_balancing kernel.numa_balancing_promote_rate_limit_MBps
kernel.numa_balancing_scan_delay_ms kernel.oops_all_cpu_backtrace kernel.oops_limit kernel.osrelease
kernel.ostype kernel.overflowgid kernel.overflowuid kernel.panic kernel.panic_on_io_nmi kernel.panic_on_oops
kernel.panic_on_rcu_stall kernel.panic_on_stackoverflow kernel.panic_on_unrecovered_nmi kernel.panic_on_warn
kernel.panic_print kernel.panic_sys_info kernel.perf_cpu_time_max_percent
kernel.perf_event_max_contexts_per_stack kernel.perf_event_max_sample_rate kernel.perf_event_max_stack
kernel.perf_event_mlock_kb kernel.perf_event_paranoid kernel.pid_max kernel.poweroff_cmd
kernel.print-fatal-signals kernel.printk kernel.printk_delay kernel.printk_devkmsg kernel.printk_ratelimit
kernel.printk_ratelimit_burst kernel.pty.max kernel.pty.nr kernel.pty.reserve kernel.random.boot_id
kernel.random.entropy_avail kernel.random.poolsize kernel.random.urandom_min_reseed_secs kernel.random.uuid
kernel.random.write_wakeup_threshold kernel.randomize_va_space kernel.real-root-dev
kernel.sched_autogroup_enabled kernel.sched_cfs_bandwidth_slice_us kernel.sched_deadline_period_max_us
kernel.sched_deadline_period_min_us kernel.sched_energy_aware kernel.sched_rr_timeslice_ms
kernel.sched_rt_period_us kernel.sched_rt_runtime_us kernel.sched_schedstats kernel.sched_util_clamp_max
kernel.sched_util_clamp_min kernel.seccomp.actions_avail kernel.seccomp.actions_logged kernel.sem
kernel.sem_next_id kernel.sg-big-buff kernel.shm_next_id kernel.shm_rmid_forced kernel.shmall kernel.shmmax
kernel.shmmni kernel.soft-power kernel.soft_watchdog kernel.softlockup_all_cpu_backtrace
kernel.softlockup_panic kernel.softlockup_thresh kernel.spin_retry kernel.split_lock_mitigate
kernel.stack_tracer_enabled kernel.sysctl_writes_strict kernel.sysrq kernel.tainted kernel.task_delayacct
kernel.threads-max kernel.timer_migration kernel.traceoff_on_warning kernel.tracepoint_printk
kernel.unknown_nmi_panic kernel.unprivileged_bpf_disabled kernel.unprivileged_userns_clone
kernel.usermodehelper.bset kernel.usermodehelper.inheritable kernel.version kernel.warn_limit kernel.watchdog
kernel.watchdog_cpumask kernel.watchdog_thresh kernel.yama.ptrace_scope user.max_cgroup_namespaces
user.max_fanotify_groups user.max_fanotify_marks user.max_inotify_instances user.max_inotify_watches
user.max_ipc_namespaces user.max_mnt_namespaces user.max_net_namespaces user.max_pid_namespaces
user.max_time_namespaces user.max_user_namespaces user.max_uts_namespaces vm.admin_reserve_kbytes
vm.compact_memory vm.compact_unevictable_allowed vm.compaction_proactiveness vm.defrag_mode
vm.dirty_background_bytes vm.dirty_background_ratio vm.dirty_bytes vm.dirty_expire_centisecs vm.dirty_ratio
vm.dirty_writeback_centisecs vm.dirtytime_expire_seconds vm.drop_caches vm.enable_soft_offline
vm.extfrag_threshold vm.highmem_is_dirtyable vm.hugetlb_optimize_vmemmap vm.hugetlb_shm_group vm.laptop_mode
vm.legacy_va_layout vm.lowmem_reserve_ratio vm.max_map_count vm.mem_profiling vm.memfd_noexec
vm.memory_failure_early_kill vm.memory_failure_recovery vm.min_free_kbytes vm.min_slab_ratio
vm.min_unmapped_ratio vm.mmap_min_addr vm.mmap_rnd_bits vm.mmap_rnd_compat_bits vm.nr_hugepages
vm.nr_hugepages_mempolicy vm.nr_overcommit_hugepages vm.nr_trim_pages vm.numa_stat vm.numa_zonelist_order
vm.oom_dump_tasks vm.oom_kill_allocating_task vm.overcommit_kbytes vm.overcommit_memory vm.overcommit_ratio
vm.page-cluster vm.page_lock_unfairness vm.panic_on_oom vm.percpu_pagelist_high_fraction
vm.shrink_inodes_with_pagecache vm.stat_interval vm.stat_refresh vm.swappiness vm.unprivileged_userfaultfd
vm.user_reserve_kbytes vm.vfs_cache_pressure vm.vfs_cache_pressure_denom vm.watermark_boost_factor
vm.watermark_scale_factor vm.zone_reclaim_mode
"""
NAMES = frozenset(_NAMES.split())

_INT = 2**31 - 1

ROWS: dict[str, Sysctl] = {
    name: Sysctl(name, kind, elements, low, high, "", "6.18", "host", "")
    for name, kind, elements, low, high in (
        ("fs.file-max", "wide", 1, None, None),
        ("fs.nr_open", "number", 1, 8, 2**31 - 64),
        ("kernel.pid_max", "number", 1, 301, 4194304),
        ("vm.swappiness", "number", 1, 0, 200),
        ("vm.overcommit_memory", "number", 1, 0, 2),
        ("vm.panic_on_oom", "number", 1, 0, 2),
        ("vm.max_map_count", "number", 1, 0, _INT),
        ("vm.dirty_ratio", "number", 1, 0, 100),
        ("vm.dirty_background_ratio", "number", 1, 0, 100),
        ("fs.inotify.max_user_watches", "number", 1, 0, _INT),
        ("fs.inotify.max_user_instances", "number", 1, 0, _INT),
        ("fs.aio-max-nr", "wide", 1, None, None),
        ("kernel.panic", "number", 1, -_INT - 1, _INT),
        ("kernel.threads-max", "number", 1, 1, _INT),
        ("kernel.randomize_va_space", "number", 1, -_INT - 1, _INT),
        ("kernel.msgmax", "number", 1, 0, _INT),
        ("kernel.msgmnb", "number", 1, 0, _INT),
        ("kernel.shmmax", "wide", 1, None, None),
        ("kernel.shmall", "wide", 1, None, None),
    )
}
"""Ranges: kernel/sysctl.c, fs/file_table.c and the documentation.  vm.swappiness took 100 at most before 5.8."""
