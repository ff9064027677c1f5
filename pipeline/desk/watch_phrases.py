"""Sentences in which the watch speaks of itself: health, faults of runs, captures that are no article, refusals.

As in phrases.py each is found again in what was written; a part named `said…` is a sentence itself.
"""

from __future__ import annotations

from pipeline.desk.written import Written


def _(words: str) -> str:
    return words


HEALTH: tuple[Written, ...] = (
    (r"(?P<name>[\w-]+) runs", _("%(name)s: runs")),
    (r"(?P<name>[\w-]+) pages", _("%(name)s: pages")),
    (r"(?P<name>[\w-]+) texts", _("%(name)s: texts")),
    (r"(?P<name>[\w-]+) manners", _("%(name)s: manners")),
    (r"(?P<name>[\w-]+) pages due", _("%(name)s: what is due")),
    (r"(?P<name>[\w-]+) layout (?P<layout>\S+)", _("%(name)s: layout %(layout)s")),
    _("%(at)s, and nothing in the store is later"),
    _("%(at)s, but the store holds a capture or run of %(late)s: set the clock"),
    _("none holds the store: `zonewatch tick` or `zonewatch daemon` does what is due"),
    _("%(who)s let its hold expire at %(at)s: start `zonewatch daemon` again"),
    (r"(?P<who>\S+) since (?P<at>\d{4}-\S+)", _("%(who)s since %(at)s")),
    _("the store has no queue for workers: run `zonewatch db upgrade`"),
    _("%(n)s workers alive, %(doing)s jobs under way, %(todo)s waiting, %(failed)s failed: start `zonewatch worker`"),
    _("%(n)s workers alive, %(doing)s jobs under way, %(todo)s waiting, %(failed)s failed"),
    _("everything was told"),
    _("%(n)s messages could not be told; the latest: %(said_why)s"),
    _("it was being sent when the process ended: it may have arrived, and is not sent again"),
    (r"The notifier (?P<name>\S+) could not tell it \((?P<why>.+)\): it is tried again later\.", _("%(name)s could not tell it (%(why)s)")),
    _("not enabled"),
    _("never run: start `zonewatch daemon`, or `zonewatch crawl %(name)s`"),
    (
        r"the last good run began (?P<at>\S+), (?P<n>\d+) requests in the latest",
        _("the last good run began %(at)s; the latest made %(n)s requests"),
    ),
    (r"no run was ever good, (?P<n>\d+) requests in the latest", _("no run was ever good; the latest made %(n)s requests")),
    (
        r"(?P<n>\d+) runs in a row failed, (?P<said_last>[^;]+); the latest: (?P<said_why>.+)",
        _("%(n)s runs in a row failed, %(said_last)s; the latest: %(said_why)s"),
    ),
    _("%(said_last)s: is the daemon or the timer running?"),
    _("running, or killed, since %(at)s; %(said_last)s"),
    _("the last good run began %(at)s"),
    _("no run was ever good"),
    (
        r"(?P<said_found>\d+ captures .+ usual: \d+%): the site may have a new design or refuse us; "
        r"`zonewatch captures PAGE` shows the reasons",
        _("%(said_found)s: the site may have a new design or refuse us; `zonewatch captures PAGE` shows the reasons"),
    ),
    (
        r"(?P<n>\d+) captures in the last day, (?P<odd>\d+) of them no answer about a page"
        r"; usual: (?P<share>\d+)%",
        _("%(n)s captures in the last day, %(odd)s of them no answer about a page; usual: %(share)s %%"),
    ),
    (
        r"(?P<n>\d+) captures in the last day, (?P<odd>\d+) of them no answer about a page \((?P<said_outcomes>[^)]+)\)"
        r"; usual: (?P<share>\d+)%",
        _("%(n)s captures in the last day, %(odd)s of them no answer about a page (%(said_outcomes)s); usual: %(share)s %%"),
    ),
    (r"(?P<said_a>\d+ [a-z]+), (?P<said_b>\d+ [a-z]+(?:, .+)?)", _("%(said_a)s, %(said_b)s")),
    (r"(?P<n>\d+) (?P<outcome>refused|error|empty|unrecognised)", _("%(n)s %(outcome)s")),
    _("%(n)s of %(all)s pages of this design were empty in the last day: look at one with `zonewatch captures PAGE`"),
    _("%(n)s pages show less than half of their text (%(some)s): look at them, and mend the layout if they are whole"),
    _("%(host)s is left in peace until %(at)s: %(said_why)s; if it stays so, ask the site's owner or choose a longer `delay`"),
    (
        r"(?P<host>\S+) is left in peace, and the next run tries one address first: (?P<said_why>.+); if it stays so, .+",
        _("%(host)s is left in peace, and the next run tries one address first: %(said_why)s"),
    ),
    _("%(n)s of %(all)s watched pages are late by more than a day and twice their wait: raise `budget`, or let runs begin more often"),
    _("%(n)s of %(all)s watched pages are late by more than a day and twice their wait"),
    _("it was stopped"),
    _("it ended well but printed no run"),
    _("it was killed (signal %(n)s); what it did is kept, the rest is due"),
    _("exit status %(n)s"),
    _("%(n)s faults, the first: %(why)s"),
    _("no list could be read: %(lists)s"),
    (
        r"(?:zonewatch: )?The run of (?P<name>\S+) is incomplete \((?P<said_why>.+)\): read the lines above.+",
        _("the run of %(name)s is incomplete (%(said_why)s)"),
    ),
    _("its end was not reached"),
    _("it answered %(status)s"),
    _("no answer came (%(why)s)"),
    _("%(said_why)s and asked us to wait"),
    _("%(said_why)s, again at the first try"),
    _("%(said_why)s, %(n)s times in a row"),
    _("the run cannot be started (%(why)s)"),
    (
        r"it took longer than its limit of (?P<limit>[^;]+); what it did is kept, the rest is due",
        _("it took longer than its limit of %(limit)s; what it did is kept, the rest is due"),
    ),
)
"""What `doctor` and the page of health say, and why runs failed."""

CAPTURES: tuple[Written, ...] = (
    _("cut short: %(n)s of %(all)s bytes came"),
    _("only a part of the page came (206)"),
    _("a host says that no site is served under this name"),
    _("sent on to a verification page on %(host)s"),
    _("no layout recognises the page"),
    _("the page has no paragraph of body text"),
    _("the page shows article %(other)s where %(key)s was asked for"),
    _("the page has %(n)s elements, and no article has more than %(most)s"),
    _("the page's data have %(n)s parts, and no article has more than %(most)s"),
    _("the text has %(n)s paragraphs, and no article has more than %(most)s"),
    _("the text has %(n)s characters, and no article has more than %(most)s"),
    _("the text is garbled: its characters came as question marks"),
    _("the text is garbled: UTF-8 that was taken for another charset and encoded again"),
    _("the 404 page says that posts are archived after three days"),
    _("the post is older than three days, after which posts leave the site"),
    _("The page shows no article: %(said_why)s."),
    _("The page says that its article was taken down (%(said_why)s); look again another day before believing it."),
    _("The page holds no body text (%(said_why)s); look again later, and mend the layout if it stays so."),
    _("The page cannot be read (%(said_why)s); keep the capture and mend the layout."),
    _("The answer ends before the page does (%(said_why)s); fetch it again."),
    _("robots.txt forbids this address"),
    _("the host's name has no public address (%(why)s)"),
    _("the host refused the connection"),
    _("no answer in time (%(why)s)"),
    _("the body is larger than `max_size`"),
    _("the connection broke off, or brought no HTTP"),
    _("the connection ended before the answer did"),
    _("it redirects to %(to)s, which is no address"),
    _("the address guard forbids its redirect: %(said_why)s"),
    _("the address guard forbids it: %(said_why)s"),
    _("more than %(n)s redirects"),
    _("%(host)s is neither a host of this source (%(known)s) nor a configured origin"),
    _("%(url)s is not an address"),
    _("the scheme %(name)s is not http or https"),
    _("%(url)s names no host"),
    _("%(host)s is not a public address; name it as an origin to allow it"),
    _("%(host)s is no name of a host"),
    _("%(host)s is a name of a local network; name it as an origin to allow it"),
    _("the end of the HTML is missing"),
    _("it has no section with a heading"),
    _("no element has the class %(name)s"),
    _("its front matter does not end"),
    _("the upstream service gave no text"),
    _("its __NEXT_DATA__ is not valid JSON"),
    _("its data hold none of contentDetail, liveDetail and specialInfo, and it shows no body"),
    _("no article can be made out in it"),
    _("it has no text beside its film"),
)
"""Why a capture shows no article."""

REFUSALS: tuple[Written, ...] = (
    _("No page %(name)s is held: %(said_remedy)s."),
    _("No zone %(name)s is held: %(said_remedy)s."),
    _("No change about %(name)s is held: %(said_remedy)s."),
    _("No change %(name)s is held: %(said_remedy)s."),
    _("No version %(name)s is held: %(said_remedy)s."),
    (
        r"No payload of capture (?P<name>.+) is held: only its digest and headers were kept\.",
        _("The bytes of capture %(name)s are not held: only its digest and headers were kept."),
    ),
    _("No capture %(name)s is held: %(said_remedy)s."),
    _("No user %(name)s is held: %(said_remedy)s."),
    _("No verdict of %(name)s is held: there is nothing to take back."),
    _("`zonewatch pages` lists the pages by number, key and address"),
    _("`zonewatch changes` lists what is recorded"),
    _("`zonewatch versions PAGE` lists those of a page"),
    _("`zonewatch user list` names them"),
    _("%(n)s changes begin so; give more of the identity"),
    _("choose a zone from the list"),
    _("claims are held of no zone yet"),
    _("claims are held of %(zones)s"),
    _("the page it belongs to lists its captures"),
    _("A remark needs words: write something in the field of the note."),
    _("No verdict of %(name)s stands on this change: there is nothing to take back."),
    _("The bytes at %(place)s below the captures folder cannot be read (%(why)s): restore that file from a backup."),
    _("The captures folder %(place)s does not answer (%(why)s): check `[captures] dir`, the network and your rights there."),
    (
        r"The store (?P<url>.+) could not do what was asked \((?P<why>.+)\): end what locks it, .+",
        _("The store %(url)s could not do what was asked (%(why)s): end what locks it, make room, or start its server."),
    ),
)
"""Errors that reach people at the desk."""
