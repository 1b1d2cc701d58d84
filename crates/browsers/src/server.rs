//! A folder over HTTP, as a plain static host serves it: right types, no special headers.

use std::{
    collections::HashMap,
    fs, io,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
};

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse as _, Response},
};
use tokio::task::JoinHandle;
use tower_http::services::ServeFile;

use crate::Error;
use crate::fault::{Fault, of_another_build, with_little_memory};
use crate::runtime::runtime;

/// Laid into every page that a host with a journal serves.
const JOURNAL: &str = include_str!("journal.js");

/// Around every worker of such a page.
const JOURNAL_WORKER: &str = include_str!("journal_worker.js");

/// A page to put others into, by frames.
const AROUND: &str = "<!doctype html><html lang=en><title>around</title><body>";

/// Serves a folder on 127.0.0.1 until it is dropped.
pub struct StaticServer {
    site: Arc<Site>,
    serving: JoinHandle<io::Result<()>>,
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
        listener.set_nonblocking(true).map_err(listening())?;
        let inner = sub_path.trim_matches('/');
        let prefix = if inner.is_empty() { "/".to_owned() } else { format!("/{inner}/") };
        let site = Arc::new(Site { stopped: AtomicBool::new(false), root, prefix, journal });
        let router = Router::new().fallback(answer).with_state(Arc::clone(&site));
        let _here = runtime().enter();
        let listener = tokio::net::TcpListener::from_std(listener).map_err(listening())?;
        let serving = runtime().spawn(async { axum::serve(listener, router).await });
        Ok(Self { site, serving, origin: format!("http://{address}") })
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

    /// From now on every file is served as it is.
    pub fn mend(&self) {
        if let Some(journal) = &self.site.journal {
            journal.faults.lock().unwrap_or_else(PoisonError::into_inner).clear();
        }
    }

    /// Serves nothing any more, also to those whose connection is open.
    pub fn stop(&mut self) {
        self.site.stopped.store(true, Ordering::Relaxed);
        self.serving.abort();
    }

    /// Serves until the process ends.
    pub fn run(mut self) {
        // It ends with the process only.
        let _ = runtime().block_on(&mut self.serving);
    }
}

impl Drop for StaticServer {
    fn drop(&mut self) {
        self.stop();
    }
}

struct Site {
    stopped: AtomicBool,
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

async fn answer(State(site): State<Arc<Site>>, request: Request) -> Response {
    site.answer(request).await
}

impl Site {
    async fn answer(&self, request: Request) -> Response {
        let url = request.uri().path().to_owned();
        let (visit, path) = visit_of(&url);
        // The journal's own files were not asked for by the page.
        if let Some(journal) = self.journal.as_ref().filter(|_| !path.contains("/journal")) {
            let mut requests = journal.requests.lock().unwrap_or_else(PoisonError::into_inner);
            requests.entry(visit).or_default().push(request.uri().to_string());
        }
        if self.stopped.load(Ordering::Relaxed) {
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        } else if !matches!(*request.method(), Method::GET | Method::HEAD) {
            StatusCode::METHOD_NOT_ALLOWED.into_response()
        } else if let Some(text) = self.journal.as_ref().and_then(|_| self.own(path)) {
            let is_page = path.ends_with('/') || path.ends_with(".html");
            of_type(text.into_response(), content_type(Path::new(if is_page { "index.html" } else { "journal.js" })))
        } else if let Some(file) = self.find(path) {
            send(request, &file, self.fault(&file)).await
        } else {
            (StatusCode::NOT_FOUND, "not found\n").into_response()
        }
    }

    fn fault(&self, path: &Path) -> Option<Fault> {
        let name = path.file_name()?.to_str()?;
        let faults = self.journal.as_ref()?.faults.lock().unwrap_or_else(PoisonError::into_inner);
        faults.iter().find(|(begin, _)| name.starts_with(begin)).map(|(_, fault)| *fault)
    }

    /// What a host with a journal answers itself: the page with the journal in it, the journal, and `around.html`.
    fn own(&self, path: &str) -> Option<String> {
        match path.strip_prefix(self.prefix.as_str())? {
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

    /// The file that a path names, if it lies inside the folder, also once links are followed.
    fn find(&self, path: &str) -> Option<PathBuf> {
        let inside = decode(path.strip_prefix(self.prefix.as_str())?)?;
        let mut path = self.root.clone();
        for part in inside.split('/').filter(|part| !part.is_empty()) {
            (!matches!(part, "." | "..") && !part.contains(['\\', ':', '\0'])).then(|| path.push(part))?;
        }
        if path.is_dir() {
            path.push("index.html");
        }
        let path = path.canonicalize().ok()?;
        (path.starts_with(&self.root) && path.is_file()).then_some(path)
    }
}

/// Answers with a file, as well or as badly as the host is to.
async fn send(request: Request, path: &Path, fault: Option<Fault>) -> Response {
    let kind = if let Some(Fault::Kind(kind)) = fault { kind } else { content_type(path) };
    if let Some(Fault::Late(time)) = fault {
        tokio::time::sleep(time).await;
    }
    match fault {
        Some(Fault::Status(status)) => StatusCode::from_u16(status).unwrap_or_default().into_response(),
        Some(Fault::Half) => {
            let bytes = fs::read(path).unwrap_or_default();
            of_type(bytes[..bytes.len() / 2].to_vec().into_response(), kind)
        }
        Some(Fault::AnotherBuild) => {
            let asked = request.uri().query().and_then(|query| query.strip_prefix("build=")).unwrap_or_default();
            of_type(of_another_build(fs::read(path).unwrap_or_default(), asked).into_response(), kind)
        }
        Some(Fault::LittleMemory(pages)) => {
            let program = with_little_memory(&fs::read(path).unwrap_or_default(), pages);
            of_type(program.unwrap_or_default().into_response(), kind)
        }
        None | Some(Fault::Kind(_) | Fault::Late(_)) => whole(request, path, kind).await,
    }
}

/// A file or a part of it, or that the visitor still has it.
async fn whole(request: Request, path: &Path, kind: &'static str) -> Response {
    match ServeFile::new(path).try_call(request).await {
        Ok(response) if response.status().is_success() => of_type(response.map(Body::new), kind),
        Ok(response) => response.map(Body::new),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

fn of_type(mut response: Response, kind: &'static str) -> Response {
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response
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

fn content_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
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
    }
}
