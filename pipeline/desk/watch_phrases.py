"""Sentences in which the watch speaks of itself: health, faults of runs, captures that are no article, refusals.

As in phrases.py each pattern finds one of them again; a part named `said…` is a sentence itself.
"""

from __future__ import annotations


def _(words: str) -> str:
    return words


HEALTH: tuple[tuple[str, str], ...] = (
    (r"(?P<name>[\w-]+) runs", _("%(name)s: runs")),
    (r"(?P<name>[\w-]+) pages", _("%(name)s: pages")),
    (r"(?P<name>[\w-]+) texts", _("%(name)s: texts")),
    (r"(?P<name>[\w-]+) manners", _("%(name)s: manners")),
    (r"(?P<name>[\w-]+) pages due", _("%(name)s: what is due")),
    (r"(?P<name>[\w-]+) layout (?P<layout>\S+)", _("%(name)s: layout %(layout)s")),
    (r"(?P<at>\S+), and nothing in the store is later", _("%(at)s, and nothing in the store is later")),
    (
        r"(?P<at>\S+), but the store holds a capture or run of (?P<late>\S+): set the clock",
        _("%(at)s, but the store holds a capture or run of %(late)s: set the clock"),
    ),
    (
        r"none holds the store: `zonewatch tick` or `zonewatch daemon` does what is due",
        _("none holds the store: `zonewatch tick` or `zonewatch daemon` does what is due"),
    ),
    (
        r"(?P<who>\S+) let its hold expire at (?P<at>\S+): start `zonewatch daemon` again",
        _("%(who)s let its hold expire at %(at)s: start `zonewatch daemon` again"),
    ),
    (r"(?P<who>\S+) since (?P<at>\d{4}-\S+)", _("%(who)s since %(at)s")),
    (
        r"the store has no queue for workers: run `zonewatch db upgrade`",
        _("the store has no queue for workers: run `zonewatch db upgrade`"),
    ),
    (
        r"(?P<n>\d+) workers alive, (?P<doing>\d+) jobs under way, (?P<todo>\d+) waiting, (?P<failed>\d+) failed: start `zonewatch worker`",
        _("%(n)s workers alive, %(doing)s jobs under way, %(todo)s waiting, %(failed)s failed: start `zonewatch worker`"),
    ),
    (
        r"(?P<n>\d+) workers alive, (?P<doing>\d+) jobs under way, (?P<todo>\d+) waiting, (?P<failed>\d+) failed",
        _("%(n)s workers alive, %(doing)s jobs under way, %(todo)s waiting, %(failed)s failed"),
    ),
    (r"everything was told", _("everything was told")),
    (
        r"(?P<n>\d+) messages could not be told; the latest: (?P<said_why>.+)",
        _("%(n)s messages could not be told; the latest: %(said_why)s"),
    ),
    (
        r"it was being sent when the process ended: it may have arrived, and is not sent again",
        _("it was being sent when the process ended: it may have arrived, and is not sent again"),
    ),
    (r"The notifier (?P<name>\S+) could not tell it \((?P<why>.+)\): it is tried again later\.", _("%(name)s could not tell it (%(why)s)")),
    (r"not enabled", _("not enabled")),
    (
        r"never run: start `zonewatch daemon`, or `zonewatch crawl (?P<name>\S+)`",
        _("never run: start `zonewatch daemon`, or `zonewatch crawl %(name)s`"),
    ),
    (
        r"the last good run began (?P<at>\S+), (?P<n>\d+) requests in the latest",
        _("the last good run began %(at)s; the latest made %(n)s requests"),
    ),
    (r"no run was ever good, (?P<n>\d+) requests in the latest", _("no run was ever good; the latest made %(n)s requests")),
    (
        r"(?P<n>\d+) runs in a row failed, (?P<said_last>[^;]+); the latest: (?P<said_why>.+)",
        _("%(n)s runs in a row failed, %(said_last)s; the latest: %(said_why)s"),
    ),
    (r"(?P<said_last>.+): is the daemon or the timer running\?", _("%(said_last)s: is the daemon or the timer running?")),
    (
        r"running, or killed, since (?P<at>\S+); (?P<said_last>.+)",
        _("running, or killed, since %(at)s; %(said_last)s"),
    ),
    (r"the last good run began (?P<at>\S+)", _("the last good run began %(at)s")),
    (r"no run was ever good", _("no run was ever good")),
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
    (
        r"(?P<n>\d+) of (?P<all>\d+) pages of this design were empty in the last day: look at one with `zonewatch captures PAGE`",
        _("%(n)s of %(all)s pages of this design were empty in the last day: look at one with `zonewatch captures PAGE`"),
    ),
    (
        r"(?P<n>\d+) pages show less than half of their text \((?P<some>.+)\): look at them, and mend the layout if they are whole",
        _("%(n)s pages show less than half of their text (%(some)s): look at them, and mend the layout if they are whole"),
    ),
    (
        r"(?P<host>\S+) is left in peace until (?P<at>\S+): (?P<said_why>.+); if it stays so, "
        r"ask the site's owner or choose a longer `delay`",
        _("%(host)s is left in peace until %(at)s: %(said_why)s; if it stays so, ask the site's owner or choose a longer `delay`"),
    ),
    (
        r"(?P<host>\S+) is left in peace, and the next run tries one address first: (?P<said_why>.+); if it stays so, .+",
        _("%(host)s is left in peace, and the next run tries one address first: %(said_why)s"),
    ),
    (
        r"(?P<n>\d+) of (?P<all>\d+) watched pages are late by more than a day and twice their wait: "
        r"raise `budget`, or let runs begin more often",
        _("%(n)s of %(all)s watched pages are late by more than a day and twice their wait: raise `budget`, or let runs begin more often"),
    ),
    (
        r"(?P<n>\d+) of (?P<all>\d+) watched pages are late by more than a day and twice their wait",
        _("%(n)s of %(all)s watched pages are late by more than a day and twice their wait"),
    ),
    (r"it was stopped", _("it was stopped")),
    (r"it ended well but printed no run", _("it ended well but printed no run")),
    (
        r"it was killed \(signal (?P<n>\d+)\); what it did is kept, the rest is due",
        _("it was killed (signal %(n)s); what it did is kept, the rest is due"),
    ),
    (r"exit status (?P<n>\d+)", _("exit status %(n)s")),
    (r"(?P<n>\d+) faults, the first: (?P<why>.+)", _("%(n)s faults, the first: %(why)s")),
    (r"no list could be read: (?P<lists>.+)", _("no list could be read: %(lists)s")),
    (
        r"(?:zonewatch: )?The run of (?P<name>\S+) is incomplete \((?P<said_why>.+)\): read the lines above.+",
        _("the run of %(name)s is incomplete (%(said_why)s)"),
    ),
    (r"its end was not reached", _("its end was not reached")),
    (r"it answered (?P<status>\d+)", _("it answered %(status)s")),
    (r"no answer came \((?P<why>.+)\)", _("no answer came (%(why)s)")),
    (r"(?P<said_why>.+) and asked us to wait", _("%(said_why)s and asked us to wait")),
    (r"(?P<said_why>.+), again at the first try", _("%(said_why)s, again at the first try")),
    (r"(?P<said_why>.+), (?P<n>\d+) times in a row", _("%(said_why)s, %(n)s times in a row")),
    (r"the run cannot be started \((?P<why>.+)\)", _("the run cannot be started (%(why)s)")),
    (
        r"it took longer than its limit of (?P<limit>[^;]+); what it did is kept, the rest is due",
        _("it took longer than its limit of %(limit)s; what it did is kept, the rest is due"),
    ),
)
"""What `doctor` and the page of health say, and why runs failed."""

CAPTURES: tuple[tuple[str, str], ...] = (
    (r"cut short: (?P<n>\d+) of (?P<all>\d+) bytes came", _("cut short: %(n)s of %(all)s bytes came")),
    (r"only a part of the page came \(206\)", _("only a part of the page came (206)")),
    (r"a host says that no site is served under this name", _("a host says that no site is served under this name")),
    (r"sent on to a verification page on (?P<host>\S+)", _("sent on to a verification page on %(host)s")),
    (r"no layout recognises the page", _("no layout recognises the page")),
    (r"the page has no paragraph of body text", _("the page has no paragraph of body text")),
    (
        r"the page shows article (?P<other>\S+) where (?P<key>\S+) was asked for",
        _("the page shows article %(other)s where %(key)s was asked for"),
    ),
    (
        r"the page has (?P<n>\d+) elements, and no article has more than (?P<most>\d+)",
        _("the page has %(n)s elements, and no article has more than %(most)s"),
    ),
    (
        r"the page's data have (?P<n>\d+) parts, and no article has more than (?P<most>\d+)",
        _("the page's data have %(n)s parts, and no article has more than %(most)s"),
    ),
    (
        r"the text has (?P<n>\d+) paragraphs, and no article has more than (?P<most>\d+)",
        _("the text has %(n)s paragraphs, and no article has more than %(most)s"),
    ),
    (
        r"the text has (?P<n>\d+) characters, and no article has more than (?P<most>\d+)",
        _("the text has %(n)s characters, and no article has more than %(most)s"),
    ),
    (r"the text is garbled: its characters came as question marks", _("the text is garbled: its characters came as question marks")),
    (
        r"the text is garbled: UTF-8 that was taken for another charset and encoded again",
        _("the text is garbled: UTF-8 that was taken for another charset and encoded again"),
    ),
    (
        r"the 404 page says that posts are archived after three days",
        _("the 404 page says that posts are archived after three days"),
    ),
    (
        r"the post is older than three days, after which posts leave the site",
        _("the post is older than three days, after which posts leave the site"),
    ),
    (r"The page shows no article: (?P<said_why>.*)\.", _("The page shows no article: %(said_why)s.")),
    (
        r"The page says that its article was taken down \((?P<said_why>.*)\); look again another day before believing it\.",
        _("The page says that its article was taken down (%(said_why)s); look again another day before believing it."),
    ),
    (
        r"The page holds no body text \((?P<said_why>.*)\); look again later, and mend the layout if it stays so\.",
        _("The page holds no body text (%(said_why)s); look again later, and mend the layout if it stays so."),
    ),
    (
        r"The page cannot be read \((?P<said_why>.*)\); keep the capture and mend the layout\.",
        _("The page cannot be read (%(said_why)s); keep the capture and mend the layout."),
    ),
    (
        r"The answer ends before the page does \((?P<said_why>.*)\); fetch it again\.",
        _("The answer ends before the page does (%(said_why)s); fetch it again."),
    ),
    (r"robots.txt forbids this address", _("robots.txt forbids this address")),
    (r"the host's name has no public address \((?P<why>.+)\)", _("the host's name has no public address (%(why)s)")),
    (r"the host refused the connection", _("the host refused the connection")),
    (r"no answer in time \((?P<why>.+)\)", _("no answer in time (%(why)s)")),
    (r"the body is larger than `max_size`", _("the body is larger than `max_size`")),
    (r"the connection broke off, or brought no HTTP", _("the connection broke off, or brought no HTTP")),
    (r"the connection ended before the answer did", _("the connection ended before the answer did")),
    (r"it redirects to (?P<to>.+), which is no address", _("it redirects to %(to)s, which is no address")),
    (r"the address guard forbids its redirect: (?P<said_why>.+)", _("the address guard forbids its redirect: %(said_why)s")),
    (r"the address guard forbids it: (?P<said_why>.+)", _("the address guard forbids it: %(said_why)s")),
    (r"more than (?P<n>\d+) redirects", _("more than %(n)s redirects")),
    (
        r"(?P<host>\S+) is neither a host of this source \((?P<known>.+)\) nor a configured origin",
        _("%(host)s is neither a host of this source (%(known)s) nor a configured origin"),
    ),
    (r"(?P<url>.+) is not an address", _("%(url)s is not an address")),
    (r"the scheme (?P<name>\S+) is not http or https", _("the scheme %(name)s is not http or https")),
    (r"(?P<url>.+) names no host", _("%(url)s names no host")),
    (
        r"(?P<host>\S+) is not a public address; name it as an origin to allow it",
        _("%(host)s is not a public address; name it as an origin to allow it"),
    ),
    (r"(?P<host>.+) is no name of a host", _("%(host)s is no name of a host")),
    (
        r"(?P<host>\S+) is a name of a local network; name it as an origin to allow it",
        _("%(host)s is a name of a local network; name it as an origin to allow it"),
    ),
    (r"the end of the HTML is missing", _("the end of the HTML is missing")),
    (r"it has no section with a heading", _("it has no section with a heading")),
    (r"no element has the class (?P<name>\S+)", _("no element has the class %(name)s")),
    (r"its front matter does not end", _("its front matter does not end")),
    (r"the upstream service gave no text", _("the upstream service gave no text")),
    (r"its __NEXT_DATA__ is not valid JSON", _("its __NEXT_DATA__ is not valid JSON")),
    (
        r"its data hold none of contentDetail, liveDetail and specialInfo, and it shows no body",
        _("its data hold none of contentDetail, liveDetail and specialInfo, and it shows no body"),
    ),
    (r"no article can be made out in it", _("no article can be made out in it")),
    (r"it has no text beside its film", _("it has no text beside its film")),
)
"""Why a capture shows no article."""

REFUSALS: tuple[tuple[str, str], ...] = (
    (r"No page (?P<name>.+) is held: (?P<said_remedy>.+)\.", _("No page %(name)s is held: %(said_remedy)s.")),
    (r"No zone (?P<name>.+) is held: (?P<said_remedy>.+)\.", _("No zone %(name)s is held: %(said_remedy)s.")),
    (r"No change about (?P<name>.+) is held: (?P<said_remedy>.+)\.", _("No change about %(name)s is held: %(said_remedy)s.")),
    (r"No change (?P<name>.+) is held: (?P<said_remedy>.+)\.", _("No change %(name)s is held: %(said_remedy)s.")),
    (r"No version (?P<name>.+) is held: (?P<said_remedy>.+)\.", _("No version %(name)s is held: %(said_remedy)s.")),
    (
        r"No payload of capture (?P<name>.+) is held: only its digest and headers were kept\.",
        _("The bytes of capture %(name)s are not held: only its digest and headers were kept."),
    ),
    (r"No capture (?P<name>.+) is held: (?P<said_remedy>.+)\.", _("No capture %(name)s is held: %(said_remedy)s.")),
    (r"No user (?P<name>.+) is held: (?P<said_remedy>.+)\.", _("No user %(name)s is held: %(said_remedy)s.")),
    (
        r"No verdict of (?P<name>.+) is held: there is nothing to take back\.",
        _("No verdict of %(name)s is held: there is nothing to take back."),
    ),
    (r"`zonewatch pages` lists the pages by number, key and address", _("`zonewatch pages` lists the pages by number, key and address")),
    (r"`zonewatch changes` lists what is recorded", _("`zonewatch changes` lists what is recorded")),
    (r"`zonewatch versions PAGE` lists those of a page", _("`zonewatch versions PAGE` lists those of a page")),
    (r"`zonewatch user list` names them", _("`zonewatch user list` names them")),
    (r"(?P<n>\d+) changes begin so; give more of the identity", _("%(n)s changes begin so; give more of the identity")),
    (r"choose a zone from the list", _("choose a zone from the list")),
    (r"claims are held of no zone yet", _("claims are held of no zone yet")),
    (r"claims are held of (?P<zones>.+)", _("claims are held of %(zones)s")),
    (r"the page it belongs to lists its captures", _("the page it belongs to lists its captures")),
    (
        r"A remark needs words: write something in the field of the note\.",
        _("A remark needs words: write something in the field of the note."),
    ),
    (
        r"No verdict of (?P<name>.+) stands on this change: there is nothing to take back\.",
        _("No verdict of %(name)s stands on this change: there is nothing to take back."),
    ),
    (
        r"The bytes at (?P<place>.+) below the captures folder cannot be read \((?P<why>.+)\): restore that file from a backup\.",
        _("The bytes at %(place)s below the captures folder cannot be read (%(why)s): restore that file from a backup."),
    ),
    (
        r"The captures folder (?P<place>.+) does not answer \((?P<why>.+)\): check `\[captures\] dir`, the network and your rights there\.",
        _("The captures folder %(place)s does not answer (%(why)s): check `[captures] dir`, the network and your rights there."),
    ),
    (
        r"The store (?P<url>.+) could not do what was asked \((?P<why>.+)\): end what locks it, .+",
        _("The store %(url)s could not do what was asked (%(why)s): end what locks it, make room, or start its server."),
    ),
)
"""Errors that reach people at the desk."""
