"""Vietnamese and English: words for codes, and the gettext catalogue of the pages.

`python -m cocau.app.i18n` takes up what is new in templates and pages, and drops what is gone.
"""
