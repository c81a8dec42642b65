"""Pages -> tables: build, load and save a `Corpus`, add docvars, count terms, go back to the sentences."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "store": ["Corpus"],
        "loading": ["build_corpus", "load_corpus", "recount"],
        "docvars": ["add_docvars", "add_page_docvars", "combine"],
        "grouping": ["article_groups"],
        "tracing": ["evidence"],
        "passages": ["Evidence"],
        "importing": ["import_corpus", "Imported"],
        "duplicates": ["find_duplicates"],
        "variants": ["merge_variants"],
        "dtm": ["Dtm", "build_dtm", "trim", "group"],
    },
)
