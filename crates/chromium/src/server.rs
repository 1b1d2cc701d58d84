//! A folder over HTTP, as a plain static host serves it: right types, no special headers.

use crate::Error;
use std::{
    fs::File,
    io,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    sync::Arc,
    thread::{self, JoinHandle},
};
use tiny_http::{Header, Method, Request, Response, Server};

/// Enough for a page and its worker to load side by side.
const THREADS: usize = 4;

/// Serves a folder on 127.0.0.1 until it is dropped.
pub struct StaticServer {
    server: Arc<Server>,
    threads: Vec<JoinHandle<()>>,
    url: String,
}

impl StaticServer {
    /// Serves `folder` under `sub_path` ("/" or "/some/sub/path/"); port 0 takes a free one.
    ///
    /// # Errors
    /// When the folder is not there, or the port is taken or forbidden.
    pub fn start(folder: &Path, sub_path: &str, port: u16) -> Result<Self, Error> {
        let root = folder.canonicalize().map_err(Error::io(format!("serving {}", folder.display())))?;
        let (server, port) = listen(port)?;
        let site = Arc::new(Site { root, prefix: with_slashes(sub_path) });
        let url = format!("http://127.0.0.1:{port}{}", site.prefix);
        let threads = (0..THREADS).map(|_| answer_in_a_thread(&server, &site)).collect();
        Ok(Self { server, threads, url })
    }

    /// Whether a server could listen on this port now.
    ///
    /// # Errors
    /// When the port is taken or forbidden.
    pub fn check_port(port: u16) -> Result<(), Error> {
        bind(port).map(drop)
    }

    /// The address of the folder, with a slash at its end.
    #[must_use]
    pub fn url(&self) -> String {
        self.url.clone()
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
}

fn with_slashes(sub_path: &str) -> String {
    match sub_path.trim_matches('/') {
        "" => "/".into(),
        inner => format!("/{inner}/"),
    }
}

fn listen(port: u16) -> Result<(Arc<Server>, u16), Error> {
    let listener = bind(port)?;
    let words = || format!("listening on port {port}");
    let port = listener.local_addr().map_err(Error::io(words()))?.port();
    let server = Server::from_listener(listener, None).map_err(io::Error::other).map_err(Error::io(words()))?;
    Ok((Arc::new(server), port))
}

fn bind(port: u16) -> Result<TcpListener, Error> {
    TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => Error::PortTaken(port),
        _ => Error::io(format!("listening on port {port}"))(error),
    })
}

fn answer_in_a_thread(server: &Arc<Server>, site: &Arc<Site>) -> JoinHandle<()> {
    let (server, site) = (Arc::clone(server), Arc::clone(site));
    thread::spawn(move || {
        while let Ok(request) = server.recv() {
            site.answer(request);
        }
    })
}

impl Site {
    /// A visitor who has left before the answer is none of our trouble.
    fn answer(&self, request: Request) {
        if !matches!(request.method(), Method::Get | Method::Head) {
            request.respond(Response::empty(405)).ok();
        } else if let Some((file, path)) = self.open(request.url()) {
            let response = Response::from_file(file).with_header(content_type(&path));
            request.respond(response).ok();
        } else {
            let response = Response::from_string("not found\n").with_status_code(404);
            request.respond(response).ok();
        }
    }

    fn open(&self, url: &str) -> Option<(File, PathBuf)> {
        let path = self.resolve(url)?;
        path.is_file().then(|| File::open(&path).ok())?.map(|file| (file, path))
    }

    /// The file that a request names, if it lies inside the folder, also once links are followed.
    fn resolve(&self, url: &str) -> Option<PathBuf> {
        let path = url.split(['?', '#']).next()?;
        let inside = decode(path.strip_prefix(self.prefix.as_str())?)?;
        let mut file = self.root.clone();
        for part in inside.split('/').filter(|part| !part.is_empty()) {
            is_plain(part).then(|| file.push(part))?;
        }
        if file.is_dir() {
            file.push("index.html");
        }
        let file = file.canonicalize().ok()?;
        file.starts_with(&self.root).then_some(file)
    }
}

fn is_plain(part: &str) -> bool {
    !matches!(part, "." | "..") && !part.contains(['\\', ':', '\0'])
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
    Header::from_bytes("Content-Type", kind).expect("the types above are plain ASCII")
}
