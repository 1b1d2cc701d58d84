//! The server answers as a plain static host does, and with nothing from outside its folder.

use browsers::{Error, StaticServer};
use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    path::PathBuf,
};

struct Folder(PathBuf);

impl Folder {
    /// `secret.txt` lies beside the served folder `site`.
    fn new(name: &str) -> Self {
        let root = std::env::temp_dir().join(format!("chromium-server-{}-{name}", std::process::id()));
        fs::create_dir_all(root.join("site/inner")).unwrap();
        fs::write(root.join("secret.txt"), "secret").unwrap();
        fs::write(root.join("site/index.html"), "home").unwrap();
        fs::write(root.join("site/inner/a b.txt"), "spaced").unwrap();
        for kind in ["js", "css", "wasm", "svg", "png", "json", "gif", "odd"] {
            fs::write(root.join("site/file").with_extension(kind), kind).unwrap();
        }
        Self(root)
    }

    fn serve(&self) -> StaticServer {
        StaticServer::start(&self.0.join("site"), "some/sub/path", 0).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

/// The whole answer to a request whose path is sent as it is: no client tidies it first.
fn ask(server: &StaticServer, method: &str, path: &str) -> String {
    let host = server.url();
    let host = host.trim_start_matches("http://").split('/').next().unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    write!(stream, "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn get(server: &StaticServer, path: &str) -> String {
    ask(server, "GET", path)
}

#[test]
fn files_are_served_under_the_sub_path_only() {
    let folder = Folder::new("sub");
    let server = folder.serve();
    assert!(server.url().ends_with("/some/sub/path/"));
    for path in ["/some/sub/path/", "/some/sub/path/index.html", "/some/sub/path/?a=b"] {
        let answer = get(&server, path);
        assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("home"), "{path}: {answer}");
    }
    assert!(get(&server, "/some/sub/path/inner/a%20b.txt").ends_with("spaced"));
    for path in ["/", "/index.html", "/some/sub/pathindex.html", "/some/sub/path/none", "/some/sub/path/inner/"] {
        let answer = get(&server, path);
        assert!(answer.starts_with("HTTP/1.1 404"), "{path}: {answer}");
    }
    let answer = ask(&server, "POST", "/some/sub/path/");
    assert!(answer.starts_with("HTTP/1.1 405"), "{answer}");
}

#[test]
fn every_file_is_served_with_the_type_of_its_ending() {
    let folder = Folder::new("types");
    let server = folder.serve();
    let expected = [
        ("index.html", "text/html; charset=utf-8"),
        ("file.js", "text/javascript; charset=utf-8"),
        ("file.css", "text/css; charset=utf-8"),
        ("file.wasm", "application/wasm"),
        ("file.svg", "image/svg+xml"),
        ("file.png", "image/png"),
        ("file.json", "application/json"),
        ("file.gif", "image/gif"),
        ("inner/a%20b.txt", "text/plain; charset=utf-8"),
        ("file.odd", "application/octet-stream"),
    ];
    for (file, kind) in expected {
        let answer = get(&server, &format!("/some/sub/path/{file}"));
        assert!(answer.contains(&format!("content-type: {kind}\r\n")), "{file}: {answer}");
    }
}

#[test]
fn nothing_outside_the_folder_is_served() {
    let folder = Folder::new("outside");
    let server = folder.serve();
    let ways = ["..", "%2e%2e", "inner/../..", ".%2E", "..%2f", "/..", "%2e%2e%5c", "%"];
    for way in ways {
        let answer = get(&server, &format!("/some/sub/path/{way}/secret.txt"));
        assert!(!answer.contains("secret"), "{way}: {answer}");
        assert!(answer.starts_with("HTTP/1.1 404"), "{way}: {answer}");
    }
}

#[cfg(unix)]
#[test]
fn no_link_to_outside_the_folder_is_followed() {
    let folder = Folder::new("link");
    let link = folder.0.join("site/link.txt");
    std::os::unix::fs::symlink(folder.0.join("secret.txt"), link).unwrap();
    assert!(get(&folder.serve(), "/some/sub/path/link.txt").starts_with("HTTP/1.1 404"));
}

#[test]
fn a_taken_port_is_one_clear_line() {
    let folder = Folder::new("port");
    let server = folder.serve();
    let port = server.url().split([':', '/']).nth(4).unwrap().parse().unwrap();
    let taken = "is taken by another program: choose another one";
    for result in [StaticServer::start(&folder.0, "/", port).map(drop), StaticServer::check_port(port)] {
        assert_eq!(result.unwrap_err().to_string(), format!("port {port} {taken}"));
    }
}

#[test]
fn a_missing_folder_is_named() {
    let Err(Error::Io { what, .. }) = StaticServer::start("nowhere/at/all".as_ref(), "/", 0) else {
        panic!("a missing folder was served");
    };
    assert_eq!(what, "serving nowhere/at/all");
}

/// Sends a request with these headers and reads the whole answer.
fn ask_with(server: &StaticServer, method: &str, headers: &str) -> String {
    let host = server.url();
    let host = host.trim_start_matches("http://").split('/').next().unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    let path = "/some/sub/path/index.html";
    write!(stream, "{method} {path} HTTP/1.1\r\nHost: {host}\r\n{headers}Connection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn a_visitor_may_ask_for_a_part_and_for_nothing_that_is_still_there() {
    let folder = Folder::new("parts");
    let server = folder.serve();
    let head = ask_with(&server, "HEAD", "");
    assert!(
        head.starts_with("HTTP/1.1 200") && head.contains("content-length: 4") && head.ends_with("\r\n\r\n"),
        "{head}"
    );
    let part = ask_with(&server, "GET", "Range: bytes=1-2\r\n");
    assert!(part.starts_with("HTTP/1.1 206") && part.ends_with("\r\n\r\nom"), "{part}");
    assert!(ask_with(&server, "GET", "Range: bytes=9-\r\n").starts_with("HTTP/1.1 416"));
    let modified = head.lines().find_map(|line| line.strip_prefix("last-modified: ")).expect("a time").to_owned();
    let same = ask_with(&server, "GET", &format!("If-Modified-Since: {modified}\r\n"));
    assert!(same.starts_with("HTTP/1.1 304"), "{same}");
}

/// catches: a host that leaves a visitor waiting while others hold their connections open
#[test]
fn two_hundred_visitors_who_say_nothing_keep_no_other_waiting() {
    let folder = Folder::new("crowd");
    let server = folder.serve();
    let host = server.url();
    let host = host.trim_start_matches("http://").split('/').next().unwrap();
    let silent: Vec<TcpStream> = (0..200).map(|_| TcpStream::connect(host).unwrap()).collect();
    for stream in &silent[..100] {
        write!(&*stream, "GET /some/sub/path/ HTTP/1.1\r\nHo").unwrap();
    }
    assert!(get(&server, "/some/sub/path/").ends_with("home"));
    for mut stream in &silent[..100] {
        write!(stream, "st: {host}\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.ends_with("home"), "{answer}");
    }
}
