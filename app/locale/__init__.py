"""The words of the desk's pages in other languages, and what keeps them complete.

`python -m cocau.app.locale` takes up what is new in templates and pages, and drops what is gone.
"""
