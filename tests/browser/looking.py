"""What is wrong with a page as it stands on the screen: faults of accessibility, and an edge that it runs over."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# In the workspace on a phone the headline, which is the first heading, may stand in a column that is not shown.
ON_A_PHONE = ("page-has-heading-one",)
# Of thousands of things that were found to be right not one is sent from the browser to the test.
RUN = """([tags, without]) => axe.run({
  runOnly: tags,
  rules: Object.fromEntries(without.map((rule) => [rule, { enabled: false }])),
  resultTypes: ["violations"],
}).then(({ violations }) => violations.flatMap(({ id, nodes }) =>
  nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 300)} ${(failureSummary ?? "").slice(0, 300)}`)))"""


def faults(page: Page, *, without: tuple[str, ...] = ()) -> list[str]:
    """What axe-core holds against the page, by every rule of WCAG 2.2 AA and of good practice but those named."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return [f"{page.url}: {fault}" for fault in page.evaluate(RUN, [RULES, list(without)])]


def overflows(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
