//! Weights out of a file.

use messages::MAX_WEIGHTS_BYTES;
use page::Msg;
use page::app::WeightsMsg;
use web_sys::{File, HtmlInputElement};

use crate::dispatch::dispatch;
use crate::dom::by_id;
use crate::reading::when_read;

/// How the names of such files end.
pub const ENDING: &str = ".safetensors";

/// The field for such files.
pub const FIELD: &str = "import-weights";

/// The button that opens the browser's own dialogue for files was pressed.
pub fn choose() {
    by_id::<HtmlInputElement>(FIELD).iter().for_each(|field| field.click());
}

/// The browser has such a file: its bytes are read if they are not too many.
pub fn take_file(file: &File) {
    tell(WeightsMsg::Chosen { size: file.size() });
    if file.size() <= MAX_WEIGHTS_BYTES as f64 {
        when_read(file, |bytes| tell(bytes.map_or(WeightsMsg::Unreadable, WeightsMsg::Read)));
    }
}

fn tell(msg: WeightsMsg) {
    dispatch(Msg::Weights(msg));
}
