/* Escape outside of any mode: closes the palette, drops the selection and what is offered. Nothing to mark up. */

import { define } from "./registry.js";
import { hidePalette } from "./palette.js";
import { clearSelection } from "./selection.js";
import { current, focusOn } from "./focus.js";
import { dismissMore } from "./more.js";

define({
  escape: () => {
    dismissMore();
    hidePalette();
    clearSelection();
    if (current()) focusOn(current(), { scroll: false });
    return undefined;
  },
});
