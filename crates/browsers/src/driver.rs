//! The WebDriver programs, one for each page: they start quickly, and a page that hangs takes no other with it.

use std::{
    env, fs,
    io::{BufRead, BufReader, Read},
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::Duration,
};

use crate::wait::wait;
use crate::{Engine, Error, Visitor};

/// A driver may take this long to listen.
const START: Duration = Duration::from_secs(30);

/// A running program, ended with all that it started when it is dropped.
pub struct Process(Child);

impl Process {
    fn start(command: &mut Command) -> Result<Self, Error> {
        use std::os::unix::process::CommandExt as _;
        let name = command.get_program().to_string_lossy().into_owned();
        // A group of its own, so that the browser ends with its driver.
        let child =
            command.process_group(0).stdin(Stdio::null()).spawn().map_err(Error::io(format!("starting {name}")))?;
        Ok(Self(child))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let group = format!("-{}", self.0.id());
        // Whatever it started may have ended by itself.
        let _ = Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
        let _ = self.0.wait();
    }
}

/// A driver that listens.
pub struct Driver {
    _process: Process,
    /// Settings of the desktop, for an engine that reads them.
    _settings: Option<Settings>,
    /// Where it listens.
    pub address: String,
}

impl Driver {
    /// Starts the driver of an engine; WebKit shows its windows on this display.
    ///
    /// # Errors
    /// When it is missing or does not come up.
    pub fn start(engine: Engine, display: Option<&Display>, visitor: &Visitor) -> Result<Self, Error> {
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
        let port = free.map_err(Error::io("looking for a free port"))?.port();
        let mut command = match engine {
            Engine::Chromium => Command::new(engine.program("chromedriver")?),
            Engine::Firefox => Command::new(engine.program("geckodriver")?),
            Engine::WebKit => Command::new(engine.program("WebKitWebDriver")?),
        };
        match engine {
            Engine::Firefox => command.args(["--port", &port.to_string(), "--log", "fatal"]),
            Engine::Chromium | Engine::WebKit => command.arg(format!("--port={port}")),
        };
        let mut settings = None;
        if let Some(display) = display {
            let folder = Settings::new(visitor, port)?;
            command.env("DISPLAY", &display.name).env("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1");
            // Without a graphics card, putting layers together is a third of all the work.
            command.env("WEBKIT_DISABLE_COMPOSITING_MODE", "1");
            command.env("XDG_CONFIG_HOME", &folder.0).env("XDG_DATA_HOME", folder.0.join("data"));
            settings = Some(folder);
        }
        let process = Process::start(command.stdout(Stdio::null()).stderr(Stdio::null()))?;
        wait("the driver to listen", START, || TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok())?;
        Ok(Self { _process: process, _settings: settings, address: format!("http://127.0.0.1:{port}") })
    }
}

/// A folder of desktop settings, removed when it is dropped: where WebKitGTK looks for what a visitor's system asks.
struct Settings(PathBuf);

impl Settings {
    fn new(visitor: &Visitor, port: u16) -> Result<Self, Error> {
        let settings = Self(env::temp_dir().join(format!("browsers-{}-{port}", std::process::id())));
        let gtk = settings.0.join("gtk-3.0");
        let animations = u8::from(!visitor.reduced_motion);
        let write = || {
            fs::create_dir_all(&gtk)?;
            fs::write(gtk.join("settings.ini"), format!("[Settings]\ngtk-enable-animations={animations}\n"))?;
            let Some(folder) = &visitor.downloads else { return Ok(()) };
            let line = format!("XDG_DOWNLOAD_DIR=\"{}\"\n", folder.display());
            fs::write(settings.0.join("user-dirs.dirs"), line)
        };
        write().map_err(Error::io(format!("writing {}", settings.0.display())))?;
        Ok(settings)
    }
}

impl Drop for Settings {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

/// A screen that nobody sees.
pub struct Display {
    _process: Process,
    name: String,
}

impl Display {
    /// Starts one.
    ///
    /// # Errors
    /// When Xvfb is missing or does not come up.
    pub fn start() -> Result<Self, Error> {
        let mut command = Command::new(Engine::WebKit.program("Xvfb")?);
        command.args(["-displayfd", "1", "-screen", "0", "2000x1400x24", "-nolisten", "tcp"]);
        let mut process = Process::start(command.stdout(Stdio::piped()).stderr(Stdio::null()))?;
        let stdout: Box<dyn Read> = process.0.stdout.take().map_or(Box::new(std::io::empty()), |out| Box::new(out));
        let mut number = String::new();
        BufReader::new(stdout).read_line(&mut number).map_err(Error::io("starting Xvfb"))?;
        Ok(Self { _process: process, name: format!(":{}", number.trim()) })
    }
}
