//! How a page is shown: its window, its pictures.

use std::{fs, path::Path, time::Duration};

use serde_json::json;

use crate::runtime::answer;
use crate::wait::wait;
use crate::{Engine, Error, Page};

/// A window takes its size within this time.
const SOON: Duration = Duration::from_secs(10);

/// A window and its screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// In CSS pixels.
    pub width: u32,
    /// In CSS pixels.
    pub height: u32,
    /// A phone's: with touch, a coarse pointer, no hover, and two device pixels per CSS pixel. Needs
    /// [`Capability::Phone`](crate::Capability::Phone).
    pub phone: bool,
}

impl Window {
    /// A window on a desk, at one device pixel per CSS pixel.
    pub const fn desktop(width: u32, height: u32) -> Self {
        Self { width, height, phone: false }
    }

    /// A phone's screen.
    pub fn phone(width: u32, height: u32) -> Self {
        Self { width, height, phone: true }
    }
}

impl Page {
    /// Shows the page in such a window.
    ///
    /// # Errors
    /// When the browser does not take these sizes.
    pub fn set_window(&self, window: Window) -> Result<(), Error> {
        let Window { width, height, phone } = window;
        if self.engine() == Engine::Chromium {
            let scale = if phone { 2 } else { 1 };
            let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": scale, "mobile": phone });
            self.dev_tools("Emulation.setDeviceMetricsOverride", &metrics)?;
            let touch = json!({ "enabled": phone, "maxTouchPoints": 5 });
            return self.dev_tools("Emulation.setTouchEmulationEnabled", &touch).map(drop);
        }
        // The window has a frame: what it takes is found out with the first try.
        let frame = |name: &str| -> Result<u32, Error> {
            Ok(self.evaluate(&format!("outer{name} - inner{name}"))?.as_u64().unwrap_or(0) as u32)
        };
        let size = (width + frame("Width")?, height + frame("Height")?);
        answer("a window's size", self.client().set_window_size(size.0, size.1))?;
        let fits = format!("innerWidth === {width} && innerHeight === {height}");
        let fitted = || self.evaluate(&fits).is_ok_and(|fits| fits == true);
        if wait("the window", SOON / 10, fitted).is_ok() {
            return Ok(());
        }
        let size = (width + frame("Width")?, height + frame("Height")?);
        answer("a window's size", self.client().set_window_size(size.0, size.1))?;
        wait(&format!("a window of {width} × {height}"), SOON, fitted)
    }

    /// Shows the page as it is on paper, or on the screen again. Needs [`Capability::Paper`](crate::Capability::Paper).
    ///
    /// # Errors
    /// When the page is gone.
    pub fn show_paper(&self, paper: bool) -> Result<(), Error> {
        self.dev_tools("Emulation.setEmulatedMedia", &json!({ "media": if paper { "print" } else { "" } })).map(drop)
    }

    /// Writes a PNG of the window.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn screenshot(&self, file: &Path) -> Result<(), Error> {
        let png = answer("a screenshot", self.client().screenshot())?;
        fs::write(file, png).map_err(Error::io(format!("writing {}", file.display())))
    }
}
