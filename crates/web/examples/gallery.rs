//! Writes every page in both languages, from the samples, into a folder: `cargo run -p jiangnan-web
//! --example gallery -- FOLDER`. Open `index.html` there.

use std::error::Error;
use std::fmt::Write as _;
use std::path::PathBuf;

use jiangnan_web::locale::Language;
use jiangnan_web::{assets, sample};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("name the folder to write to")?);
    std::fs::create_dir_all(&folder)?;
    for asset in assets::ASSETS {
        std::fs::write(folder.join(asset.name), asset.content)?;
    }
    let mut index = String::from("<!DOCTYPE html><meta charset=\"utf-8\"><title>Gallery</title><ul>");
    for language in Language::ALL {
        for page in sample::pages(language) {
            let mut html = page.html?;
            for asset in assets::ASSETS {
                html = html.replace(&assets::address(asset.name), asset.name);
            }
            let file = format!("{}.{}.html", page.name, language.tag());
            write!(index, "<li><a href=\"{file}\">{file}</a> {}", page.status)?;
            std::fs::write(folder.join(file), html)?;
        }
    }
    std::fs::write(folder.join("index.html"), index)?;
    Ok(())
}
