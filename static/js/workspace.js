/* The workspace: docs/workspace.md says what the server renders and what these modules rely on. */
import { startActs } from "./workspace/acts.js";
import { startButtons } from "./workspace/buttons.js";
import { startCaret } from "./workspace/caret.js";
import { startCast } from "./workspace/cast.js";
import { startComposer } from "./workspace/composer.js";
import { startEntity } from "./workspace/entity.js";
import "./workspace/escape.js";
import { startFocus } from "./workspace/focus.js";
import { startFocusbar } from "./workspace/focusbar.js";
import { startHelp } from "./workspace/help.js";
import { workspace } from "./workspace/items.js";
import { startKeys } from "./workspace/keys.js";
import { startLeave } from "./workspace/leave.js";
import { startMore } from "./workspace/more.js";
import { startNotes } from "./workspace/notes.js";
import { startPalette } from "./workspace/palette.js";
import { startPointer } from "./workspace/pointer.js";
import { startProtect } from "./workspace/protect.js";
import { startRedraw } from "./workspace/redraw.js";
import { readKeys } from "./workspace/remap.js";
import { startSelection } from "./workspace/selection.js";
import { startSpeaker } from "./workspace/speaker.js";

if (workspace()) {
  startRedraw();
  startActs();
  startPalette(workspace());
  startFocusbar();
  startSelection();
  startPointer();
  startButtons();
  startCast();
  startSpeaker();
  startCaret();
  startComposer();
  startNotes();
  startProtect();
  startEntity();
  startLeave();
  startMore();
  startHelp();
  readKeys();
  startKeys();
  startFocus();
  workspace().dataset.ready = "1";
}
