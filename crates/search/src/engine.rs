//! The index in memory: made of all items at once, and kept up as they change.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiangnan_kernel::{PlaceTree, Text};
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, Schema, TantivyDocument, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{PreTokenizedString, Token};
use tantivy::{Index, IndexReader, IndexSettings, IndexWriter, ReloadPolicy, Term};

use crate::cut::Cutter;
use crate::error::SearchError;
use crate::item::Item;
use crate::phrase::PhraseBook;
use crate::shelf::Shelf;
use crate::view::View;

/// How much the index may hold before it is cut into a segment, when it is made and when it is kept up.
const BUILD_BYTES: usize = 64 << 20;
const UPDATE_BYTES: usize = 16 << 20;

/// What is indexed of an item.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields {
    /// Its row.
    pub(crate) row: Field,
    /// The codes of its technique and of its classes.
    pub(crate) code: Field,
    /// Codes that it is a kind of, or that its words speak of.
    pub(crate) near: Field,
    /// Every word.
    pub(crate) text: Field,
    /// The words of its name, to rank by.
    pub(crate) name: Field,
    /// The words of maker and model, to rank by.
    pub(crate) model: Field,
    /// Words as they are written, to correct others after them.
    pub(crate) spell: Field,
}

/// All items with their words, to be asked through a [`View`].
pub struct Engine {
    places: Arc<PlaceTree>,
    book: Arc<PhraseBook>,
    cutter: Cutter,
    shelf: Arc<Shelf>,
    fields: Fields,
    index: Index,
    reader: IndexReader,
    /// Made with the first change: most servers never need one.
    writer: Option<IndexWriter>,
}

impl Engine {
    /// An engine of these items.
    ///
    /// # Errors
    /// Where the index fails.
    pub fn build(
        items: impl IntoIterator<Item = Item>,
        book: Arc<PhraseBook>,
        places: Arc<PlaceTree>,
    ) -> Result<Engine, SearchError> {
        let (schema, fields) = schema();
        let (mut shelf, mut cutter) = (Shelf::default(), Cutter::default());
        let builder = Index::builder().schema(schema).settings(IndexSettings::default());
        let mut writer =
            builder.single_segment_index_writer(tantivy::directory::RamDirectory::create(), BUILD_BYTES)?;
        for item in items {
            // A key that comes twice would stand in two documents of a segment that takes no deletions.
            if shelf.row(&item.key).is_some() {
                continue;
            }
            let mut words = Words { book: &book, places: &places, cutter: &mut cutter };
            let mut document = words.document(&item, &fields);
            document.add_u64(fields.row, u64::from(shelf.put(item, book.tree(), &places)));
            writer.add_document(document)?;
        }
        let index = writer.finalize()?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Engine { places, book, cutter, shelf: Arc::new(shelf), fields, index, reader, writer: None })
    }

    /// Takes in what is new or has changed. Views opened before do not see it.
    ///
    /// # Errors
    /// Where the index fails; the engine must then be made anew.
    pub fn put(&mut self, items: impl IntoIterator<Item = Item>) -> Result<(), SearchError> {
        let writer = match &mut self.writer {
            Some(writer) => writer,
            none => none.insert(self.index.writer_with_num_threads(1, UPDATE_BYTES)?),
        };
        let shelf = Arc::make_mut(&mut self.shelf);
        for item in items {
            let mut words = Words { book: &self.book, places: &self.places, cutter: &mut self.cutter };
            let mut document = words.document(&item, &self.fields);
            let row = u64::from(shelf.put(item, self.book.tree(), &self.places));
            writer.delete_term(Term::from_field_u64(self.fields.row, row));
            document.add_u64(self.fields.row, row);
            writer.add_document(document)?;
        }
        writer.commit()?;
        self.reader.reload()?;
        Ok(())
    }

    /// The items as they are now, to be asked.
    pub fn view(&self) -> View {
        View {
            searcher: self.reader.searcher(),
            shelf: Arc::clone(&self.shelf),
            book: Arc::clone(&self.book),
            cutter: self.cutter.clone(),
            fields: self.fields,
        }
    }
}

fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let words = |record: IndexRecordOption, norms: bool| {
        let indexing = TextFieldIndexing::default().set_index_option(record).set_fieldnorms(norms);
        TextOptions::default().set_indexing_options(indexing.set_tokenizer("raw"))
    };
    let plain = || words(IndexRecordOption::Basic, false);
    let fields = Fields {
        row: builder.add_u64_field("row", FAST | INDEXED),
        code: builder.add_text_field("code", plain()),
        near: builder.add_text_field("near", plain()),
        text: builder.add_text_field("text", plain()),
        name: builder.add_text_field("name", words(IndexRecordOption::Basic, true)),
        model: builder.add_text_field("model", plain()),
        spell: builder.add_text_field("spell", plain()),
    };
    (builder.build(), fields)
}

/// What the words of an item are found with.
struct Words<'e> {
    book: &'e PhraseBook,
    places: &'e PlaceTree,
    cutter: &'e mut Cutter,
}

impl<'e> Words<'e> {
    fn document(&mut self, item: &Item, fields: &Fields) -> TantivyDocument {
        let mut document = TantivyDocument::default();
        let (codes, mut near) = self.codes(item);
        let (mut name, mut model, mut text) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let mut spell = BTreeSet::new();
        let words: Vec<&str> =
            [&item.name.en, &item.name.zh].into_iter().chain(&item.keywords).map(String::as_str).collect();
        for part in &words {
            self.cutter.terms(part, &mut name);
            let spoken = self.book.spot_all(part, self.cutter);
            near.extend(spoken.into_iter().filter(|code| !codes.contains(*code)).map(str::to_owned));
        }
        self.cutter.model_terms(&item.model, &mut model);
        for part in self.beside(item) {
            self.cutter.terms(part, &mut text);
            Cutter::spellings(part, &mut spell);
        }
        words.iter().chain([&item.model.as_str()]).for_each(|part| Cutter::spellings(part, &mut spell));
        text.extend(name.iter().chain(&model).cloned());
        for (field, terms) in [
            (fields.code, codes),
            (fields.near, near),
            (fields.text, text),
            (fields.name, name),
            (fields.model, model),
            (fields.spell, spell),
        ] {
            document.add_pre_tokenized_text(field, tokens(terms));
        }
        document
    }

    /// The codes of its technique and class with all above them, and those of wider techniques.
    fn codes(&self, item: &Item) -> (BTreeSet<String>, BTreeSet<String>) {
        let own = item.techniques().chain(item.class.as_deref());
        let above = own.flat_map(|code| self.book.tree().with_ancestors(code));
        let codes: BTreeSet<String> = above.map(|node| node.code.clone()).collect();
        let wider = item.techniques().flat_map(|code| self.book.wider(code));
        let near = wider.filter(|code| !codes.contains(*code)).map(str::to_owned).collect();
        (codes, near)
    }

    /// What is said beside name and model: technique, provider, places.
    fn beside<'i>(&self, item: &'i Item) -> Vec<&'i str>
    where
        'e: 'i,
    {
        let (book, places) = (self.book, self.places);
        let nodes = item.techniques().filter_map(|code| book.tree().get(code));
        let technique = nodes.flat_map(|node| node.phrases());
        let both = |text: &'i Text| [text.en.as_str(), text.zh.as_str()];
        let places = places.with_ancestors(item.place).flat_map(|place| both(&place.name));
        technique.chain(both(&item.provider_name)).chain(places).collect()
    }
}

fn tokens(terms: BTreeSet<String>) -> PreTokenizedString {
    let token = |(position, text): (usize, String)| Token { position, text, ..Token::default() };
    PreTokenizedString { text: String::new(), tokens: terms.into_iter().enumerate().map(token).collect() }
}
