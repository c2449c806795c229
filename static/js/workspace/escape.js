/* Escape outside of any mode: closes the palette, drops the selection. Nothing to mark up. */

import { define } from "./registry.js";
import { hidePalette, paletteOpen } from "./palette.js";
import { clearSelection, selected } from "./selection.js";
import { current, focusOn } from "./focus.js";

define({
  escape: () => {
    const had = paletteOpen() || selected();
    hidePalette();
    clearSelection();
    if (current()) focusOn(current(), { scroll: false });
    return undefined;
  },
});
