"""The guided first plan: steps with where to click; a cookie remembers the step."""

# ruff: noqa: E501  # a sentence and its translation

import re
from dataclasses import dataclass

from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import Response

from cocau.app.i18n.languages import Lang, say

GUIDE_COOKIE = "guide"
"""The cookie that holds the number of the step, or `GUIDE_OFF`."""
GUIDE_OFF = "off"
_COOKIE_AGE = 365 * 24 * 3600


@dataclass(frozen=True)
class GuideStep:
    """A step: the pages it is taken on, the element to click, and its words.

    `mark`: CSS selectors between bars; the first that something seen matches is where to click.
    """

    pages: str
    mark: str
    words: tuple[str, str]


_PROPOSAL = r"/proposals/prp_\w+"

GUIDE_STEPS = (
    GuideStep(
        r"/",
        'main section.card a.btn[href^="/councils/"]',
        (
            "Đây là các hội đồng của cơ quan; hội đồng ví dụ có sẵn danh sách hư cấu. Bấm “Mở hội đồng”.",
            "These are the councils of your office; the example has a made-up list. Press “Open the council”.",
        ),
    ),
    GuideStep(
        r"/councils/cnc_\w+",
        '.tabs a[href$="/people"]',
        (
            "Việc cần làm xếp theo thứ tự. Bấm “Nhân sự” để xem danh sách người được giới thiệu.",
            "The work is in order. Press “People” to see who was introduced.",
        ),
    ),
    GuideStep(
        r"/councils/cnc_\w+/people|/pools/pol_\w+",
        ".tabs li:first-child a",
        (
            "Đầu trang là cơ cấu của danh sách cạnh số mà quy định cần. Bấm “Hội đồng” để trở lại.",
            "On top: what the list has beside what the rules need. Press “Council” to go back.",
        ),
    ),
    GuideStep(
        r"/councils/cnc_\w+",
        'form[action$="/proposals"] button',
        (
            "Bấm “Lập phương án”. Vài giây sau là phương án đáp ứng quy định tốt nhất có thể.",
            "Press “Make a proposal”: in seconds there is one that meets the rules as well as can be.",
        ),
    ),
    GuideStep(
        _PROPOSAL,
        '.units .people a | [data-for="lists"]',
        (
            "Đầu trang nói phương án bảo đảm quy định đến đâu. Bấm “Danh sách ứng cử”, rồi bấm tên một người.",
            "The top says how far the rules are met. Press “Lists”, then the name of a person.",
        ),
    ),
    GuideStep(
        rf"{_PROPOSAL}/people/\d+",
        ".ask .btn",
        (
            "Bấm “Hỏi”: câu trả lời nêu quy định liên quan. Xem xong, bấm “Tiếp”.",
            "Press “Ask”: the answer names the rules. When you have read it, press “Next”.",
        ),
    ),
    GuideStep(
        _PROPOSAL,
        'main a[href$="/papers"] | main a[href^="/proposals/prp_"]',
        (
            "Trở lại phương án. “Sửa tay” để chuyển, đổi, khóa từng người; “Văn bản” để tải văn bản trình ký.",
            "Go back to the proposal. “Change by hand” moves and locks people; “Documents” has what is signed.",
        ),
    ),
    GuideStep(
        rf"{_PROPOSAL}/papers",
        'main a[href*="/papers/"]',
        (
            "Mỗi văn bản tải được dạng Word, PDF hoặc Excel. Đó là toàn bộ đường đi từ danh sách đến văn bản.",
            "Each document comes as Word, PDF or Excel. That is the whole way from a list to documents.",
        ),
    ),
)


@dataclass(frozen=True)
class GuidePlace:
    """The step that somebody is at, from 1; `remembered`: the one that the cookie has."""

    number: int
    remembered: int
    mark: str
    words: str

    @property
    def total(self) -> int:
        """Return the number of steps."""
        return len(GUIDE_STEPS)


def get_guide(request: Request, lang: Lang) -> GuidePlace | None:
    """Return the step for this page, from the remembered one on; None without the guide."""
    cookie = request.cookies.get(GUIDE_COOKIE, "")
    if not cookie.isdecimal() or not 1 <= int(cookie[:3]) <= len(GUIDE_STEPS):
        return None
    remembered, path = int(cookie[:3]), URL(scope=request.scope).path
    later = range(remembered, len(GUIDE_STEPS) + 1)
    number = next((n for n in later if re.fullmatch(GUIDE_STEPS[n - 1].pages, path)), remembered)
    step = GUIDE_STEPS[number - 1]
    return GuidePlace(number, remembered, step.mark, say(lang, *step.words))


def is_guide_wanted(request: Request) -> bool:
    """Return whether the guide may be offered: it was neither begun nor declined."""
    return GUIDE_COOKIE not in request.cookies


def remember_guide(request: Request, answer: Response, step: str) -> None:
    """Set the cookie of the step, or of having declined."""
    answer.set_cookie(
        GUIDE_COOKIE,
        step,
        max_age=_COOKIE_AGE,
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
