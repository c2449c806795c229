/* What every page has. A page's own behaviour is its own module, linked in its "scripts" block. */
import "./csrf.js";
import "./dialogs.js";
import "./in-view.js";
import "./notices.js";
import "./theme.js";
