//! What all addresses share.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use axum::response::Response;
use axum::{Router, middleware};
use http_body_util::BodyExt;
use jiangnan_web::assets;
use jiangnan_web::form::Input;
use jiangnan_web::site::{self, Setting};
use tower::ServiceExt;

const SETTING: Setting = Setting { demo: true, secure: true };

fn router() -> Router {
    let upload = |form: axum::extract::Multipart| async move {
        let (input, files) = Input::of_multipart(form).await.unwrap();
        format!("{} {} {:?}", input.get("note"), files[0].name, files[0].content)
    };
    site::common::<()>(SETTING)
        .route("/upload", axum::routing::post(upload))
        .layer(middleware::from_fn_with_state(SETTING, site::protect))
}

async fn ask(request: Request<Body>) -> Response {
    router().oneshot(request).await.unwrap()
}

fn header<'r>(answer: &'r Response, name: &str) -> &'r str {
    answer.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

fn preferences(body: &str, origin: &str) -> Request<Body> {
    let request = Request::post("/preferences").header("host", "jiangnan.example").header("origin", origin);
    request.header("content-type", "application/x-www-form-urlencoded").body(body.to_owned().into()).unwrap()
}

#[tokio::test]
async fn assets_are_kept_for_ever_and_unknown_ones_are_a_page() {
    let found = ask(Request::get(assets::address("app.css")).body(Body::empty()).unwrap()).await;
    assert_eq!(found.status(), StatusCode::OK);
    assert!(header(&found, "cache-control").contains("immutable"));
    assert!(header(&found, "content-security-policy").starts_with("default-src 'none'"));
    let lost = Request::get("/assets/0/none.js").header("accept-language", "en").body(Body::empty()).unwrap();
    let lost = ask(lost).await;
    assert_eq!(lost.status(), StatusCode::NOT_FOUND);
    let html = lost.into_body().collect().await.unwrap().to_bytes();
    assert!(String::from_utf8_lossy(&html).contains("There is nothing here"));
}

#[tokio::test]
async fn a_preference_is_kept_and_leads_back() {
    for (body, cookie, back) in [
        ("language=en&back=%2Fwallet%3Fx%3D1", "language=en;", "/wallet?x=1"),
        ("theme=dark&back=https%3A%2F%2Fevil.example", "theme=dark;", "/"),
        ("theme=dark&back=%2F%2Fevil.example", "theme=dark;", "/"),
        ("language=xx&back=%2F%5Cevil.example", "", "/"),
    ] {
        let answer = ask(preferences(body, "https://jiangnan.example")).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{body}");
        assert_eq!(header(&answer, "location"), back, "{body}");
        assert!(header(&answer, "set-cookie").starts_with(cookie), "{body}");
    }
}

#[tokio::test]
async fn a_form_of_another_site_is_refused() {
    for origin in ["https://evil.example", "null"] {
        let answer = ask(preferences("language=en&back=%2F", origin)).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{origin}");
    }
}

#[tokio::test]
async fn a_form_with_a_file_is_read() {
    let body = "--x\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\n已付\r\n--x\r\n\
        Content-Disposition: form-data; name=\"file\"; filename=\"a.xml\"\r\n\r\n<a/>\r\n--x--\r\n";
    let request = Request::post("/upload").header("content-type", "multipart/form-data; boundary=x");
    let answer = ask(request.body(body.into()).unwrap()).await;
    let text = answer.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(text, "已付 a.xml [60, 97, 47, 62]");
}

#[tokio::test]
async fn a_form_that_another_site_made_a_browser_send_is_refused_even_without_origin() {
    let send = |site: &'static str| {
        let request =
            Request::post("/preferences").header("host", "jiangnan.example").header("sec-fetch-site", site);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        ask(request.body("theme=dark".to_owned().into()).unwrap())
    };
    for (site, status) in [("same-origin", 303), ("none", 303), ("cross-site", 403), ("same-site", 403)] {
        assert_eq!(send(site).await.status().as_u16(), status, "{site}");
    }
    assert_eq!(ask(preferences("theme=dark", "null")).await.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn behind_tls_browsers_are_told_to_keep_to_it() {
    let found = ask(Request::get(assets::address("app.css")).body(Body::empty()).unwrap()).await;
    assert_eq!(header(&found, "strict-transport-security"), "max-age=31536000");
}
