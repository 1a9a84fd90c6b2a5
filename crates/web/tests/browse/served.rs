//! Routers behind a real port of this machine.

use std::net::SocketAddr;

use axum::Router;

/// A server in threads of its own, for as long as the value lives.
pub struct Served {
    pub address: SocketAddr,
    _runtime: tokio::runtime::Runtime,
}

impl Served {
    pub fn of(router: Router) -> Served {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        runtime.spawn(async move { axum::serve(listener, router).await });
        Served { address, _runtime: runtime }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}
