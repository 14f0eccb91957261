"""Sections -> the common model, section after section, with ``defaults`` in between."""

from lbconflint.dialects.haproxy import names
from lbconflint.dialects.haproxy.context import Context, name_setting
from lbconflint.dialects.haproxy.document import Document
from lbconflint.dialects.haproxy.processes import collect_settings, lower_process, lower_stats_sockets
from lbconflint.dialects.haproxy.profile import Profile, text_at
from lbconflint.dialects.haproxy.proxies import Proxy
from lbconflint.dialects.haproxy.refusals import (
    SINGLE,
    check_header,
    check_pool,
    check_single,
    check_switches,
    check_used_servers,
    check_userlist,
)
from lbconflint.dialects.haproxy.sections import lower_log_forward, lower_peers
from lbconflint.dialects.haproxy.support import Support
from lbconflint.model import Definition
from lbconflint.template import placeholder
from lbconflint.tree import Node, World
from lbconflint.unit import Unit
from lbconflint.values import HOLE

_PROXIES = frozenset({"frontend", "listen", "backend"})
_TOGETHER = 64
"""Proxies that are made at a time."""


def lower(document: Document, unit: Unit) -> None:
    """Fill the unit with what the document's sections say."""
    if not document.sections:
        return
    context = Context(document, unit)
    _Lowering(context).run()
    ranks = {id(source): rank for rank, source in enumerate(unit.sources)}
    nodes = [*document.sections, *document.strays]
    unit.roots.extend(sorted(nodes, key=lambda node: (ranks.get(id(node.source), 0), node.start)))
    unit.diagnostics.extend(document.diagnostics)
    unit.gaps.extend(document.gaps)
    unit.complete = unit.complete and document.complete


class _Lowering:
    def __init__(self, context: Context) -> None:
        self.context = context
        self.unit = context.unit
        self.support = Support(context.document)
        self.defaults: list[tuple[Node, Profile]] = []
        self.single: dict[tuple[str, str], Node] = {}
        self.proxies: list[Proxy] = []

    def run(self) -> None:
        collect_settings(self.context)
        self.unit.processes.append(lower_process(self.context))
        for node in self.context.document.strays:
            self.support.stray(node)
        for section in self.context.document.sections:
            self._section(section)
        self._make()

    def _section(self, section: Node) -> None:
        kind = section.name
        known = self.support.header(section)
        check_header(self.context, section)
        if kind in SINGLE and section.args:
            check_single(self.context, section, self.single)
        for name_kind in names.SECTION_KINDS.get(kind, ()):
            if section.args and section.args[0] != "from":
                self.unit.definitions.append(Definition(name_kind, name_setting(section), section.world))
        if kind in _PROXIES:
            self._proxy(section)
        elif kind == "defaults":
            self._defaults(section)
        elif known:
            self._other(section)

    def _other(self, section: Node) -> None:
        self._make()
        self.support.statements(section)
        if section.name == "global":
            self.unit.listeners.extend(lower_stats_sockets(self.context, section))
        elif section.name == "userlist":
            check_userlist(self.context, section)
        elif section.name == "peers":
            names.define_tables(self.context, section)
            listener = lower_peers(self.context, section)
            if listener:
                self.unit.listeners.append(listener)
        elif section.name == "log-forward":
            self.unit.listeners.append(lower_log_forward(self.context, section))

    def _defaults(self, section: Node) -> None:
        profile = Profile(section)
        if "from" in section.args:
            profile = self._profile(section)
        proxy = Proxy(self.context, self.support, section, profile)
        proxy.read()
        self.defaults.append((section, proxy.profile))

    def _proxy(self, section: Node) -> None:
        proxy = Proxy(self.context, self.support, section, self._profile(section))
        proxy.read()
        self.proxies.append(proxy)
        if len(self.proxies) >= _TOGETHER:
            self._make()

    def _make(self) -> None:
        """Of the proxies that were read, one thing after the other: its code stays in the processor's cache."""
        proxies, self.proxies = self.proxies, []
        self.unit.listeners += [one.listener() for one in proxies if one.section.name != "backend" or one.binds]
        for one in proxies:
            check_switches(self.context, one.section, one.routed, one.profile.default_backend)
        holding = [one for one in proxies if one.section.name != "frontend" and one.section.args]
        pools = [one.pool() for one in holding]
        self.unit.pools += pools
        for one, pool in zip(holding, pools, strict=True):
            check_pool(self.context, pool)
            check_used_servers(self.context, pool, one.used)

    def _profile(self, section: Node) -> Profile:
        """What the section starts from: the ``defaults`` that it names, or the last one before it."""
        args = section.args
        if len(args) >= 2 and "from" in args[:2] and args.index("from") + 1 < len(args):
            word = args.index("from") + 2
            return self._named(section, word)
        if section.name == "defaults":
            return Profile(section)
        for held, profile in reversed(self.defaults):
            certain = _covers(held.world, section.world)
            if certain:
                return profile.start(section)
            if not _excludes(held.world, section.world):
                return profile.doubtful(section)
        # The defaults of a fragment are in a file that is not in sight.
        return Profile(section) if self.unit.complete else Profile(section).doubtful(section)

    def _named(self, section: Node, word: int) -> Profile:
        name = section.args[word - 1]
        self.context.refer("defaults", text_at(section, word), "from", section)
        if HOLE in name:
            return Profile(section).doubtful(section)
        for held, profile in reversed(self.defaults):
            if held.args[:1] == (name,) and not _excludes(held.world, section.world):
                certain = _covers(held.world, section.world)
                return profile.start(section) if certain else profile.doubtful(section)
        if self.context.document.complete and self.unit.complete and not placeholder(name):
            later = any(
                one.name == "defaults" and one.args[:1] == (name,) for one in self.context.document.sections
            )
            if later:  # one that stands nowhere is an undefined name like others
                self.context.argument(section, word, f"no defaults section '{name}' stands before this line")
        return Profile(section).doubtful(section)


def _covers(outer: World, inner: World) -> bool:
    """Whatever is in ``inner`` is certainly in force together with ``outer``."""
    return not outer or set(outer) <= set(inner)


def _excludes(first: World, second: World) -> bool:
    taken = dict(first)
    return any(taken.get(number, branch) != branch for number, branch in second)
