"""A reading on the screen: what the workspace's browser tests share."""

from dataclasses import dataclass

from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from annotations.models import Quote, Reading, Tag
from newsroom.models import User

WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


def sign_in(context: BrowserContext, live_server, user: User) -> None:
    """Give the browser a session, as if the person had signed in."""
    client = Client()
    client.force_login(user)
    cookie = client.cookies["sessionid"]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])


@dataclass
class Desk:
    """One page on one reading, with the reader's hands on it."""

    page: Page
    reading: Reading
    url: str

    def open(self) -> "Desk":
        self.page.goto(self.url)
        self.page.wait_for_selector("#workspace[data-ready]")
        return self

    def route(self, pattern: str, handler) -> None:
        """Answer requests in the server's place, and open the page again.

        On a page that is open already the browser may let the first request past the new rule.
        """
        self.page.route(pattern, handler)
        self.open()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            if key == "Escape":
                # A dialog closes a moment after the key; the next one, from a machine, would still be the dialog's.
                self.page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))")

    def press_at_once(self, *keys: str) -> None:
        """Press them all before the first is answered, however quick the server is and slow this process."""
        self.page.context.set_offline(True)
        self.press(*keys)
        self.page.context.set_offline(False)

    def saved(self) -> None:
        """Wait until every act is saved."""
        expect(self.page.locator("#saved")).to_have_attribute("data-state", "saved")

    def does(self, *keys: str) -> None:
        self.press(*keys)
        self.saved()

    def tag(self, words: str, nth: int = 0) -> Tag:
        """The tag on these words as the database has it now."""
        return list(Tag.objects.filter(reading=self.reading, surface=words).order_by("start", "pk"))[nth]

    def states(self, *words: str) -> list[str]:
        found = Tag.objects.filter(reading=self.reading, surface__in=words).order_by("start", "pk")
        return [tag.state for tag in found]

    def quote(self) -> Quote:
        return Quote.objects.filter(reading=self.reading).order_by("start", "pk").first()

    @property
    def focused(self) -> str:
        """The words of the focused tag, or the id of the focused quote's card."""
        shown = self.page.locator("[aria-current='true']")
        if shown.count() == 0:
            return ""
        return shown.inner_text() if shown.evaluate("e => e.tagName") == "MARK" else shown.get_attribute("id")

    def focus(self, tag: Tag) -> None:
        self.page.locator(f"#t-{tag.pk}").click()
        expect(self.page.locator(f"#t-{tag.pk}")).to_have_attribute("aria-current", "true")

    def focus_quote(self, quote: Quote) -> None:
        self.page.locator(f"#q-{quote.pk} .card-words").click()
        expect(self.page.locator(f"#q-{quote.pk}")).to_have_attribute("aria-current", "true")

    def drag(self, words: str, *, cut: tuple[int, int] = (0, 0), shift: bool = False) -> None:
        """Drag over words with the mouse, beginning and ending some characters inside of them."""
        box = self.page.evaluate(
            """async ([words, left, right]) => {
                const { rangeOf, wordsOf } = await import("/static/js/text-offsets.js");
                const root = document.getElementById("text");
                const all = wordsOf(root, {start: 0, end: 100000}).trimEnd();
                const at = [...all.slice(0, all.indexOf(words))].length;
                const range = rangeOf(root, {start: at + left, end: at + [...words].length - right});
                const boxes = [...range.getClientRects()].filter((box) => box.width > 0);
                const [first, last] = [boxes[0], boxes.at(-1)];
                return [first.left + 1, first.top + first.height / 2, last.right - 1, last.top + last.height / 2];
            }""",
            [words, *cut],
        )
        mouse = self.page.mouse
        mouse.move(box[0], box[1])
        mouse.down()
        mouse.move((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        mouse.move(box[2], box[3])
        if shift:
            self.page.keyboard.down("Shift")
        mouse.up()
        if shift:
            self.page.keyboard.up("Shift")
        expect(self.page.locator("#palette")).to_be_visible()

    def said(self, words: str) -> None:
        expect(self.page.locator("#saved")).to_contain_text(words)
