//! Pages, forms, API, templates, assets, messages.
