//! What an editor shows inside of an annotated function: driven through rust-analyzer, where that is installed.
#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Duration;

use serde_json::{Value, json};

/// `|` is where something is asked.
const SOURCE: &str = "\
use retry_runtime::{Attempt, retry};

struct Client;

impl Client {
    fn connect_to_server(&mut self) -> u32 {
        1
    }
}

/// Fetches a page.
#[retry(max = 3, delay_ms = 1000, timeout_secs = 30, context = attempt)]
async fn fetch(client: &mut Client) -> Result<u32, std::io::Error> {
    let connected = client.|
}

#[retry(ma)]
async fn half_typed(client: &mut Client) -> Result<u32, std::io::Error> {
    let connected = client.|
}

#[retry(max = 3, context = attempt)]
async fn with_context(client: &mut Client) -> Result<u32, std::io::Error> {
    Ok(attempt.|)
}

async fn caller(client: &mut Client) {
    let page = fet|ch(client).await;
    let other = half_ty|ped(client).await;
}

fn main() {}
";

/// Waits for the server once its editor is gone; ends one that answers no more, so that the test ends too.
fn watch(mut server: Child) -> Sender<()> {
    let (gone, until) = channel();
    std::thread::spawn(move || {
        if until.recv_timeout(Duration::from_secs(180)) == Err(RecvTimeoutError::Timeout) {
            let _ = server.kill();
        }
        let _ = server.wait();
    });
    gone
}

struct Editor {
    /// Dropped with the editor.
    _gone: Sender<()>,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    requests: u64,
    file: String,
}

impl Editor {
    /// Opens `text` as the program of a package of its own, and waits until all of it is loaded.
    fn open(text: &str) -> Option<Self> {
        let package = package(text);
        let mut server = Command::new("rust-analyzer")
            .current_dir(&package)
            .env("CARGO_TARGET_DIR", package.with_file_name("checked"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let mut editor = Self {
            input: server.stdin.take()?,
            output: BufReader::new(server.stdout.take()?),
            _gone: watch(server),
            requests: 0,
            file: format!("file://{}", package.join("src/main.rs").display()),
        };
        editor.request(
            "initialize",
            &json!({
                "processId": null,
                "rootUri": format!("file://{}", package.display()),
                "capabilities": {
                    "experimental": { "serverStatusNotification": true },
                    "textDocument": { "hover": { "contentFormat": ["markdown"] } },
                },
                "initializationOptions": {
                    "checkOnSave": false,
                    "cachePriming": { "enable": false },
                    // With a sysroot, the server would have rustup install its sources.
                    "cargo": { "sysroot": null },
                    "procMacro": { "enable": true, "server": macro_server() },
                },
            }),
        );
        editor.send("initialized", None, &json!({}));
        let document = json!({ "uri": editor.file, "languageId": "rust", "version": 1, "text": text });
        editor.send("textDocument/didOpen", None, &json!({ "textDocument": document }));
        editor.receive(|message| {
            message["method"] == "experimental/serverStatus" && message["params"]["quiescent"] == true
        });
        Some(editor)
    }

    fn send(&mut self, method: &str, id: Option<u64>, params: &Value) {
        let mut message = json!({ "jsonrpc": "2.0", "method": method, "params": params });
        if let Some(id) = id {
            message["id"] = id.into();
        }
        self.write(&message);
    }

    fn write(&mut self, message: &Value) {
        let message = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{message}", message.len()).unwrap();
        self.input.flush().unwrap();
    }

    fn request(&mut self, method: &str, params: &Value) -> Value {
        self.requests += 1;
        let id = self.requests;
        self.send(method, Some(id), params);
        let mut answer = self.receive(|message| message["id"] == id && message.get("method").is_none());
        answer["result"].take()
    }

    /// The next message that is `wanted`; what the server asks on the way is answered with nothing.
    fn receive(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            let message = self.read();
            if wanted(&message) {
                return message;
            }
            if let (Some(_), Some(id)) = (message.get("method"), message.get("id")) {
                let nothing = json!({ "jsonrpc": "2.0", "id": id, "result": null });
                self.write(&nothing);
            }
        }
    }

    fn read(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut header = String::new();
            assert!(self.output.read_line(&mut header).unwrap() > 0, "the server has ended");
            if header == "\r\n" {
                break;
            }
            if let Some(value) = header.strip_prefix("Content-Length: ") {
                length = value.trim().parse().unwrap();
            }
        }
        let mut message = vec![0; length];
        self.output.read_exact(&mut message).unwrap();
        serde_json::from_slice(&message).unwrap()
    }

    fn at(&self, (line, character): (usize, usize)) -> Value {
        json!({ "textDocument": { "uri": self.file }, "position": { "line": line, "character": character } })
    }

    fn completions(&mut self, position: (usize, usize)) -> Vec<String> {
        let params = self.at(position);
        let answer = self.request("textDocument/completion", &params);
        let items = answer["items"]
            .as_array()
            .or(answer.as_array())
            .cloned()
            .unwrap_or_default();
        items.iter().map(|item| item["label"].to_string()).collect()
    }

    fn close(mut self) {
        self.request("shutdown", &Value::Null);
        self.send("exit", None, &Value::Null);
    }

    fn hover(&mut self, position: (usize, usize)) -> String {
        let params = self.at(position);
        self.request("textDocument/hover", &params)["contents"]["value"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }
}

/// What expands macros for rust-analyzer; it comes with the compiler.
fn macro_server() -> PathBuf {
    let sysroot = Command::new("rustc").args(["--print", "sysroot"]).output().unwrap();
    let sysroot = String::from_utf8(sysroot.stdout).unwrap();
    Path::new(sysroot.trim()).join("libexec/rust-analyzer-proc-macro-srv")
}

fn package(text: &str) -> PathBuf {
    let package = Path::new(env!("CARGO_TARGET_TMPDIR")).join("editor");
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    fs::create_dir_all(package.join("src")).unwrap();
    fs::copy(workspace.join("Cargo.lock"), package.join("Cargo.lock")).unwrap();
    let manifest = format!(
        "[package]\nname = \"editor\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         retry-runtime = {{ path = '{}' }}\n",
        workspace.join("retry-runtime").display()
    );
    fs::write(package.join("Cargo.toml"), manifest).unwrap();
    fs::write(package.join("src/main.rs"), text).unwrap();
    package
}

/// The text without its `|`, and the line and column of each.
fn cursors(source: &str) -> (String, Vec<(usize, usize)>) {
    let cursors = source.lines().enumerate();
    let cursors = cursors.filter_map(|(line, text)| Some((line, text.find('|')?)));
    (source.replace('|', ""), cursors.collect())
}

#[test]
#[cfg_attr(not(rust_analyzer), ignore = "rust-analyzer is not installed")]
fn a_half_typed_function_completes_and_shows_its_policy() {
    let (text, cursors) = cursors(SOURCE);
    let [body, half_typed, context, call, other_call] = cursors[..] else {
        panic!("{cursors:?}");
    };
    let mut editor = Editor::open(&text).unwrap();
    for position in [body, half_typed] {
        let completions = editor.completions(position);
        assert!(
            completions.iter().any(|label| label.contains("connect_to_server")),
            "{completions:?}"
        );
    }
    let completions = editor.completions(context);
    assert!(
        completions.iter().any(|label| label.contains("is_first")),
        "{completions:?}"
    );
    let hover = editor.hover(call);
    assert!(hover.contains("async fn fetch(client: &mut Client)"), "{hover}");
    assert!(
        hover.contains("3 attempts in all") && hover.contains("The call ends after 30s"),
        "{hover}"
    );
    let hover = editor.hover(other_call);
    assert!(hover.contains("async fn half_typed(client: &mut Client)"), "{hover}");
    editor.close();
}
