"""File -> `Page`: articles, paragraphs, sentences with offsets; the apparatus; other views of a page."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "reading": ["read_page", "read_pages", "try_pages", "page_files"],
        "parse": ["parse_page"],
        "formfeeds": ["parse_pages"],
        "page": ["Page", "Article", "Paragraph", "Sentence", "Source", "EditorNote", "Suspicion"],
        "conventions": ["Convention", "Conventions"],
        "conventionfiles": ["load_conventions", "read_conventions"],
        "recurring": ["recurring_lines", "draft_conventions"],
        "filenames": ["source_of_name", "title_of_name"],
        "facts": ["Facts"],
        "apparatus": ["find_apparatus", "flagged_share"],
        "overview": ["describe_page", "summarize_page", "page_anatomy"],
        "enumeration": ["enumerations"],
        "anchors": ["anchor", "find_anchor"],
        "tei": ["page_to_tei"],
        "exports": ["page_to_dict", "export_pages", "article_records", "sentence_rows"],
    },
)
