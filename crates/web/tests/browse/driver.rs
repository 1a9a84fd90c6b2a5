//! A small WebDriver client: what the tests need of the protocol, over plain HTTP to a ChromeDriver of
//! their own.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// The name under which the protocol hands elements out.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// How long a page has to show what a test waits for.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long a script may take: axe-core reads a long page for half a minute where others work beside it.
const SCRIPT_MILLISECONDS: u64 = 240_000;

/// A running ChromeDriver. Each test has one of its own, so that none outlives its test.
struct Driver {
    child: Child,
    port: u16,
}

/// A browser with one page.
pub struct Tab {
    driver: Driver,
    session: String,
}

/// Whether pages may run scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scripts {
    On,
    Off,
}

/// An element of the page that a tab shows.
pub struct Element<'t> {
    tab: &'t Tab,
    id: String,
}

/// A browser; none, loudly, where the machine has no Chromium. With `JIANGNAN_BROWSE` set that is a failure.
pub fn tab(scripts: Scripts) -> Option<Tab> {
    static SAID: OnceLock<()> = OnceLock::new();
    let Some(driver) = Driver::start() else {
        let lack =
            "chromium and chromedriver are missing (Debian: `apt-get install chromium chromium-driver`)";
        assert!(std::env::var_os("JIANGNAN_BROWSE").is_none(), "{lack}");
        SAID.get_or_init(|| {
            // Past the test harness, which keeps what a passing test prints.
            let _ = writeln!(std::io::stderr(), "\nSKIPPED: the tests in a browser; {lack}\n");
        });
        return None;
    };
    Some(Tab::open(driver, scripts))
}

impl Driver {
    fn start() -> Option<Driver> {
        // Two at a time: more only wait for each other on the machines that we have.
        static ONE_BY_ONE: Mutex<()> = Mutex::new(());
        let _turn = ONE_BY_ONE.lock();
        let mut command = Command::new("chromedriver");
        command.arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().ok()?;
        let lines = BufReader::new(child.stdout.take()?).lines();
        for line in lines.map_while(Result::ok) {
            let Some((_, port)) = line.split_once("started successfully on port ") else { continue };
            let port = port.trim_end_matches('.').parse().ok()?;
            return Some(Driver { child, port });
        }
        let _ = child.kill();
        None
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        let body = if method != "POST" { String::new() } else { body.to_string() };
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(300))).unwrap();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Type: application/json; \
             charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            self.port,
            body.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body.as_bytes()).unwrap();
        let value = read_answer(&mut BufReader::new(stream))["value"].take();
        match value.get("error") {
            Some(error) => Err(format!("{method} {path}: {error}: {}", value["message"])),
            None => Ok(value),
        }
    }
}

/// The JSON in an answer whose length its head tells.
fn read_answer(stream: &mut impl BufRead) -> Value {
    let (mut line, mut length) = (String::new(), 0);
    while stream.read_line(&mut line).unwrap() > 2 {
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap();
        }
        line.clear();
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).unwrap();
    serde_json::from_slice(&body).unwrap()
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Tab {
    fn open(driver: Driver, scripts: Scripts) -> Tab {
        let mut options = json!({ "args": [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-dev-shm-usage", "--hide-scrollbars", "--window-size=1280,900",
            "--force-prefers-reduced-motion", "--lang=en-US",
        ] });
        if scripts == Scripts::Off {
            options["prefs"] = json!({ "profile.managed_default_content_settings.javascript": 2 });
        }
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome", "goog:chromeOptions": options, "unhandledPromptBehavior": "dismiss",
            "timeouts": { "script": SCRIPT_MILLISECONDS },
        } } });
        let session = driver.ask("POST", "/session", &wanted).unwrap();
        let session = session["sessionId"].as_str().unwrap().to_owned();
        Tab { driver, session }
    }

    fn try_ask(&self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        self.driver.ask(method, &format!("/session/{}{path}", self.session), body)
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        self.try_ask(method, path, body).unwrap_or_else(|error| panic!("{error}\nat {}", self.address()))
    }

    /// Sends a command of the DevTools protocol.
    pub fn devtools(&self, command: &str, params: &Value) -> Value {
        self.ask("POST", "/goog/cdp/execute", &json!({ "cmd": command, "params": params }))
    }

    pub fn go(&self, url: &str) {
        self.ask("POST", "/url", &json!({ "url": url }));
    }

    /// Goes to a path of the site that is shown.
    pub fn path(&self, path: &str) {
        let address = self.address();
        let host = address.split('/').take(3).collect::<Vec<_>>().join("/");
        self.go(&format!("{host}{path}"));
    }

    pub fn reload(&self) {
        self.ask("POST", "/refresh", &json!({}));
    }

    pub fn back(&self) {
        self.ask("POST", "/back", &json!({}));
    }

    /// The address that is shown.
    pub fn address(&self) -> String {
        let address = self.try_ask("GET", "/url", &Value::Null).unwrap_or_default();
        address.as_str().unwrap_or_default().to_owned()
    }

    pub fn set_cookie(&self, name: &str, value: &str) {
        self.ask("POST", "/cookie", &json!({ "cookie": { "name": name, "value": value, "path": "/" } }));
    }

    pub fn cookie(&self, name: &str) -> String {
        self.ask("GET", &format!("/cookie/{name}"), &Value::Null)["value"].as_str().unwrap().to_owned()
    }

    pub fn forget_cookies(&self) {
        self.ask("DELETE", "/cookie", &Value::Null);
    }

    /// Makes the view so many CSS pixels wide and high.
    pub fn resize(&self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", &size);
    }

    /// Makes everything so many times as large in a window of 1,280 by 1,024 pixels, as a reader who zooms does.
    pub fn enlarge(&self, times: u32) {
        let (width, height) = (1_280 / times, 1_024 / times);
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": times, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", &size);
    }

    /// Runs a script in the page and gives what it returns.
    pub fn run(&self, script: &str) -> Value {
        self.ask("POST", "/execute/sync", &json!({ "script": script, "args": [] }))
    }

    /// Runs a script in the page that hands its answer to its last argument.
    pub fn run_async(&self, script: &str) -> Value {
        self.ask("POST", "/execute/async", &json!({ "script": script, "args": [] }))
    }

    fn try_find(&self, using: &str, value: &str) -> Option<Element<'_>> {
        let found = self.try_ask("POST", "/element", &json!({ "using": using, "value": value })).ok()?;
        Some(Element { tab: self, id: found[ELEMENT].as_str()?.to_owned() })
    }

    fn wait_for(&self, using: &str, value: &str) -> Element<'_> {
        let start = Instant::now();
        loop {
            if let Some(found) = self.try_find(using, value) {
                return found;
            }
            if start.elapsed() > PATIENCE {
                panic!("no `{value}` at {}\n{}", self.address(), self.words());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The first element that a selector finds; waits until there is one.
    pub fn find(&self, selector: &str) -> Element<'_> {
        self.wait_for("css selector", selector)
    }

    /// Whether a selector finds something now.
    pub fn has(&self, selector: &str) -> bool {
        self.try_find("css selector", selector).is_some()
    }

    /// Waits until a selector finds nothing any more.
    pub fn gone(&self, selector: &str) {
        let start = Instant::now();
        while self.has(selector) {
            assert!(start.elapsed() < PATIENCE, "still `{selector}` at {}\n{}", self.address(), self.words());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Chooses an option by its value or text.
    pub fn choose(&self, select: &str, option: &str) {
        let id = select.trim_start_matches('#');
        self.wait_for("xpath", &format!("//select[@id='{id}']/option[@value='{option}' or .='{option}']"))
            .click();
    }

    /// All the text that the page shows.
    pub fn words(&self) -> String {
        let body = self.try_find("css selector", "body");
        body.map(|body| body.words()).unwrap_or_default()
    }

    /// Waits until the page shows a text.
    pub fn sees(&self, text: &str) {
        let start = Instant::now();
        while !self.words().contains(text) {
            assert!(start.elapsed() < PATIENCE, "no `{text}` at {}\n{}", self.address(), self.words());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits until the address contains a text.
    pub fn arrives(&self, text: &str) {
        let start = Instant::now();
        while !self.address().contains(text) {
            assert!(start.elapsed() < PATIENCE, "at {}, not {text}\n{}", self.address(), self.words());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Presses a key of the keyboard: a letter, or one of the protocol's names of keys.
    pub fn key(&self, key: &str) {
        let actions = json!([{ "type": "keyDown", "value": key }, { "type": "keyUp", "value": key }]);
        self.ask(
            "POST",
            "/actions",
            &json!({ "actions": [{ "type": "key", "id": "keys", "actions": actions }] }),
        );
    }

    /// Types a text, key by key, wherever the focus is.
    pub fn type_keys(&self, text: &str) {
        text.chars().for_each(|letter| self.key(&letter.to_string()));
    }

    /// Presses the mouse twice, quickly, on what a selector finds.
    pub fn double_click(&self, selector: &str) {
        let element = self.find(selector);
        let to = json!({ "type": "pointerMove", "duration": 0, "x": 0, "y": 0, "origin": { ELEMENT: element.id } });
        let (down, up) =
            (json!({ "type": "pointerDown", "button": 0 }), json!({ "type": "pointerUp", "button": 0 }));
        let actions = json!([to, down, up, down, up]);
        self.ask(
            "POST",
            "/actions",
            &json!({ "actions": [{ "type": "pointer", "id": "mouse", "actions": actions }] }),
        );
    }
}

impl Drop for Tab {
    fn drop(&mut self) {
        // Without this the browser outlives its driver.
        let _ = self.try_ask("DELETE", "", &Value::Null);
    }
}

impl Element<'_> {
    fn path(&self, rest: &str) -> String {
        format!("/element/{}{rest}", self.id)
    }

    pub fn click(&self) {
        self.tab.ask("POST", &self.path("/click"), &json!({}));
    }

    /// Types into the element after emptying it.
    pub fn fill(&self, text: &str) {
        self.tab.ask("POST", &self.path("/clear"), &json!({}));
        self.add(text);
    }

    /// Types a day into a field of days, as a keyboard of the browser's language does.
    pub fn fill_day(&self, day: &str) {
        let mut parts = day.split('-');
        let mut next = || parts.next().unwrap().to_owned();
        let (year, month, day) = (next(), next(), next());
        self.add(&format!("{month}{day}{year}"));
    }

    /// Types a time of the morning into a field of times.
    pub fn fill_morning(&self, time: &str) {
        self.add(&format!("{}AM", time.replace(':', "")));
    }

    /// Types into the element; for a field of files, the path of one.
    pub fn add(&self, text: &str) {
        self.tab.ask("POST", &self.path("/value"), &json!({ "text": text }));
    }

    pub fn words(&self) -> String {
        let text = self.tab.try_ask("GET", &self.path("/text"), &Value::Null).unwrap_or_default();
        text.as_str().unwrap_or_default().to_owned()
    }

    pub fn attribute(&self, name: &str) -> String {
        let value = self.tab.ask("GET", &self.path(&format!("/attribute/{name}")), &Value::Null);
        value.as_str().unwrap_or_default().to_owned()
    }
}
