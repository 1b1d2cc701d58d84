//! How a page is shown: its window, its media, its pictures.

use crate::{Error, Page};
use serde_json::{Value, json};
use std::{fs, path::Path, time::Duration};

const SOON: Duration = Duration::from_secs(20);

/// A window and its screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Viewport {
    /// In CSS pixels.
    pub width: u32,
    /// In CSS pixels.
    pub height: u32,
    /// Device pixels per CSS pixel.
    pub dpr: f64,
    /// A phone's: with touch, a coarse pointer and no hover.
    pub mobile: bool,
}

impl Viewport {
    /// A window on a desk, at one device pixel per CSS pixel.
    #[must_use]
    pub fn desktop(width: u32, height: u32) -> Self {
        Self { width, height, dpr: 1.0, mobile: false }
    }

    /// A phone's screen, at two device pixels per CSS pixel.
    #[must_use]
    pub fn phone(width: u32, height: u32) -> Self {
        Self { width, height, dpr: 2.0, mobile: true }
    }
}

/// What the person's system asks of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Media {
    /// Dark colours.
    pub dark: bool,
    /// Little motion.
    pub reduced_motion: bool,
    /// The system's few colours instead of the page's.
    pub forced_colors: bool,
}

impl Page {
    /// Shows the page in such a window.
    ///
    /// # Errors
    /// When Chromium does not take these sizes.
    pub fn viewport(&self, viewport: Viewport) -> Result<(), Error> {
        let metrics = json!({
            "width": viewport.width,
            "height": viewport.height,
            "deviceScaleFactor": viewport.dpr,
            "mobile": viewport.mobile,
        });
        self.call("Emulation.setDeviceMetricsOverride", metrics)?;
        let touch = json!({"enabled": viewport.mobile, "maxTouchPoints": 5});
        self.call("Emulation.setTouchEmulationEnabled", touch)?;
        Ok(())
    }

    /// Shows the page to a person whose system asks for this.
    ///
    /// # Errors
    /// When the browser is gone.
    pub fn media(&self, media: Media) -> Result<(), Error> {
        let feature =
            |name: &str, asked: bool, yes: &str, no: &str| json!({"name": name, "value": if asked { yes } else { no }});
        let features = [
            feature("prefers-color-scheme", media.dark, "dark", "light"),
            feature("prefers-reduced-motion", media.reduced_motion, "reduce", "no-preference"),
            feature("forced-colors", media.forced_colors, "active", "none"),
        ];
        self.call("Emulation.setEmulatedMedia", json!({"features": features}))?;
        Ok(())
    }

    /// Hides the page as a minimised window does, or shows it again.
    ///
    /// # Errors
    /// When the page's visibility does not change.
    pub fn visible(&self, visible: bool) -> Result<(), Error> {
        self.pretend_focus(visible)?;
        let window = self.call("Browser.getWindowForTarget", json!({}))?;
        let state = if visible { "normal" } else { "minimized" };
        let bounds = json!({"windowId": window["windowId"], "bounds": {"windowState": state}});
        self.call("Browser.setWindowBounds", bounds)?;
        self.wait_until(&format!("document.hidden !== {visible}"), SOON)
    }

    /// A page that is taken for focused takes keys whichever window is in front, and cannot be hidden.
    pub(crate) fn pretend_focus(&self, enabled: bool) -> Result<(), Error> {
        let params = json!({"enabled": enabled});
        self.call("Emulation.setFocusEmulationEnabled", params)?;
        Ok(())
    }

    /// Writes a PNG of the window, or of the whole page down to its end.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn screenshot(&self, file: &Path, full_page: bool) -> Result<(), Error> {
        let mut params = json!({"format": "png", "captureBeyondViewport": full_page});
        if full_page {
            params["clip"] = self.whole_page()?;
        }
        let answer = self.call("Page.captureScreenshot", params)?;
        let text = answer["data"].as_str().unwrap_or_default();
        let png = data_encoding::BASE64
            .decode(text.as_bytes())
            .map_err(|error| Error::Gone(format!("its screenshot is broken: {error}")))?;
        fs::write(file, png).map_err(Error::io(format!("writing {}", file.display())))
    }

    fn whole_page(&self) -> Result<Value, Error> {
        let mut metrics = self.call("Page.getLayoutMetrics", json!({}))?;
        let mut clip = metrics["cssContentSize"].take();
        clip["scale"] = 1.into();
        Ok(clip)
    }
}
