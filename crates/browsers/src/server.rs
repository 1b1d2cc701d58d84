//! A folder over HTTP, as a plain static host serves it: right types, no special headers.

use crate::Error;
use std::{
    collections::HashMap,
    fs::{self, File},
    io,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};
use tiny_http::{Header, Method, Request, Response, Server};

/// Enough for a page and its worker to load side by side.
const THREADS: usize = 4;

/// Laid into every page that a host with a journal serves.
const JOURNAL: &str = include_str!("journal.js");

/// Around every worker of such a page.
const JOURNAL_WORKER: &str = include_str!("journal_worker.js");

/// A page to put others into, by frames.
const AROUND: &str = "<!doctype html><html lang=en><title>around</title><body>";

/// What a host may do wrong with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It answers with this status and nothing of the file.
    Status(u16),
    /// It sends the file as this type.
    Kind(&'static str),
    /// It sends half of the file.
    Half,
    /// It answers only after so long.
    Late(Duration),
}

/// Serves a folder on 127.0.0.1 until it is dropped.
pub struct StaticServer {
    server: Arc<Server>,
    site: Arc<Site>,
    threads: Vec<JoinHandle<()>>,
    origin: String,
}

impl StaticServer {
    /// Serves `folder` under `sub_path` ("/" or "/some/sub/path/"); port 0 takes a free one.
    ///
    /// # Errors
    /// When the folder is not there, or the port is taken or forbidden.
    pub fn start(folder: &Path, sub_path: &str, port: u16) -> Result<Self, Error> {
        Self::serve(folder, sub_path, port, None)
    }

    /// The same on a free port, with a journal in every page, and every visit under an address of its own: what was
    /// asked for is known visit by visit.
    ///
    /// # Errors
    /// When the folder is not there.
    pub fn with_journal(folder: &Path, sub_path: &str) -> Result<Self, Error> {
        Self::serve(folder, sub_path, 0, Some(Journal::default()))
    }

    fn serve(folder: &Path, sub_path: &str, port: u16, journal: Option<Journal>) -> Result<Self, Error> {
        let root = folder.canonicalize().map_err(Error::io(format!("serving {}", folder.display())))?;
        let listener = bind(port)?;
        let listening = || Error::io(format!("listening on port {port}"));
        let address = listener.local_addr().map_err(listening())?;
        let server = Server::from_listener(listener, None).map_err(io::Error::other).map_err(listening())?;
        let inner = sub_path.trim_matches('/');
        let prefix = if inner.is_empty() { "/".to_owned() } else { format!("/{inner}/") };
        let (server, site) = (Arc::new(server), Arc::new(Site { root, prefix, journal }));
        let threads = (0..THREADS).map(|_| {
            let (server, site) = (Arc::clone(&server), Arc::clone(&site));
            thread::spawn(move || server.incoming_requests().for_each(|request| site.answer(request)))
        });
        Ok(Self { threads: threads.collect(), server, site, origin: format!("http://{address}") })
    }

    /// Whether a server could listen on this port now.
    ///
    /// # Errors
    /// When the port is taken or forbidden.
    pub fn check_port(port: u16) -> Result<(), Error> {
        bind(port).map(drop)
    }

    /// The address of the folder, with a slash at its end.
    pub fn url(&self) -> String {
        format!("{}{}", self.origin, self.site.prefix)
    }

    /// The address of the folder for one more visit.
    pub fn visit(&self) -> String {
        let number = self.site.journal.as_ref().map_or(0, |journal| journal.visits.fetch_add(1, Ordering::Relaxed));
        format!("{}/visit-{number}{}", self.origin, self.site.prefix)
    }

    /// Every address that was asked for under the address of a visit, in order.
    pub fn requests(&self, visit: &str) -> Vec<String> {
        let Some(journal) = &self.site.journal else { return vec![] };
        let requests = journal.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let of = requests.get(&visit_of(&visit[self.origin.len()..]).0);
        of.into_iter().flatten().map(|path| format!("{}{path}", self.origin)).collect()
    }

    /// From now on every file whose name begins like this is served wrongly. Needs a host with a journal.
    pub fn spoil(&self, begin: &str, fault: Fault) {
        if let Some(journal) = &self.site.journal {
            let mut faults = journal.faults.lock().unwrap_or_else(PoisonError::into_inner);
            faults.push((begin.to_owned(), fault));
        }
    }

    /// Serves until the process ends.
    pub fn run(mut self) {
        for thread in self.threads.drain(..) {
            thread.join().ok();
        }
    }
}

impl Drop for StaticServer {
    fn drop(&mut self) {
        for _ in &self.threads {
            self.server.unblock();
        }
        for thread in self.threads.drain(..) {
            thread.join().ok();
        }
    }
}

struct Site {
    root: PathBuf,
    prefix: String,
    journal: Option<Journal>,
}

/// What was asked for, visit by visit.
#[derive(Default)]
struct Journal {
    visits: AtomicU32,
    requests: Mutex<HashMap<String, Vec<String>>>,
    /// The beginning of a file's name, and what is done wrong with it.
    faults: Mutex<Vec<(String, Fault)>>,
}

/// The visit that a path belongs to, "" where there is none, and the rest of the path.
fn visit_of(path: &str) -> (String, &str) {
    match path.strip_prefix("/visit-").and_then(|rest| rest.split_once('/')) {
        Some((number, rest)) => (number.to_owned(), &path[path.len() - rest.len() - 1..]),
        None => (String::new(), path),
    }
}

fn bind(port: u16) -> Result<TcpListener, Error> {
    TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => Error::PortTaken(port),
        _ => Error::io(format!("listening on port {port}"))(error),
    })
}

impl Site {
    /// A visitor who has left before the answer is none of our trouble.
    fn answer(&self, request: Request) {
        let url = request.url().to_owned();
        let (visit, path) = visit_of(&url);
        // The journal's own files were not asked for by the page.
        if let Some(journal) = self.journal.as_ref().filter(|_| !path.contains("/journal")) {
            let mut requests = journal.requests.lock().unwrap_or_else(PoisonError::into_inner);
            requests.entry(visit).or_default().push(url.clone());
        }
        if !matches!(request.method(), Method::Get | Method::Head) {
            // Answered without a look at the body, however long it says it is.
            request.respond(Response::empty(405)).ok();
        } else if let Some(text) = self.journal.as_ref().and_then(|_| self.own(path)) {
            let kind = if path.ends_with('/') || path.ends_with(".html") { "index.html" } else { "journal.js" };
            request.respond(Response::from_string(text).with_header(content_type(Path::new(kind)))).ok();
        } else if let Some((file, path)) = self.open(path) {
            send(request, file, &path, self.fault(&path));
        } else {
            request.respond(Response::from_string("not found\n").with_status_code(404)).ok();
        }
    }

    fn fault(&self, path: &Path) -> Option<Fault> {
        let name = path.file_name()?.to_str()?;
        let faults = self.journal.as_ref()?.faults.lock().unwrap_or_else(PoisonError::into_inner);
        faults.iter().find(|(begin, _)| name.starts_with(begin)).map(|(_, fault)| *fault)
    }

    /// What a host with a journal answers itself: the page with the journal in it, the journal, and `around.html`.
    fn own(&self, path: &str) -> Option<String> {
        let name = path.strip_prefix(self.prefix.as_str())?.split(['?', '#']).next()?;
        match name {
            "journal.js" => Some(JOURNAL.to_owned()),
            "journal-worker.js" => Some(JOURNAL_WORKER.to_owned()),
            "around.html" => Some(AROUND.to_owned()),
            "" | "index.html" => {
                let page = fs::read_to_string(self.root.join("index.html")).ok()?;
                Some(page.replacen("<head>", "<head><script src=\"./journal.js\"></script>", 1))
            }
            _ => None,
        }
    }

    /// The file that a request names, if it lies inside the folder, also once links are followed.
    fn open(&self, url: &str) -> Option<(File, PathBuf)> {
        let asked = url.split(['?', '#']).next()?;
        let inside = decode(asked.strip_prefix(self.prefix.as_str())?)?;
        let mut path = self.root.clone();
        for part in inside.split('/').filter(|part| !part.is_empty()) {
            (!matches!(part, "." | "..") && !part.contains(['\\', ':', '\0'])).then(|| path.push(part))?;
        }
        if path.is_dir() {
            path.push("index.html");
        }
        let path = path.canonicalize().ok()?;
        (path.starts_with(&self.root) && path.is_file()).then(|| File::open(&path).ok())?.map(|file| (file, path))
    }
}

/// Answers with a file, as well or as badly as the host is to.
fn send(request: Request, file: File, path: &Path, fault: Option<Fault>) {
    let whole = move || Response::from_file(file).with_header(content_type(path));
    match fault {
        None => drop(request.respond(whole())),
        Some(Fault::Status(status)) => drop(request.respond(Response::empty(status))),
        Some(Fault::Kind(kind)) => drop(request.respond(whole().with_header(header(kind)))),
        Some(Fault::Half) => {
            let mut bytes = fs::read(path).unwrap_or_default();
            bytes.truncate(bytes.len() / 2);
            drop(request.respond(Response::from_data(bytes).with_header(content_type(path))));
        }
        Some(Fault::Late(time)) => {
            let response = whole();
            // Apart, so that nobody else waits for it.
            thread::spawn(move || {
                thread::sleep(time);
                request.respond(response).ok();
            });
        }
    }
}

/// Undoes percent-encoding; `None` when it is malformed.
fn decode(path: &str) -> Option<String> {
    let mut pieces = path.split('%');
    let mut bytes = pieces.next()?.as_bytes().to_vec();
    for piece in pieces {
        let (digits, rest) = piece.split_at_checked(2)?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        bytes.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8(bytes).ok()
}

fn content_type(path: &Path) -> Header {
    let kind = match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("txt") => "text/plain; charset=utf-8",
        Some("json") => "application/json",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("gif") => "image/gif",
        _ => "application/octet-stream",
    };
    header(kind)
}

fn header(kind: &str) -> Header {
    Header::from_bytes("Content-Type", kind).expect("a type is plain ASCII")
}
