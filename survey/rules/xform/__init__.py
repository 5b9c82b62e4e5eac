"""The questionnaire engine: XForms (ODK's subset, https://getodk.github.io/xforms-spec/) compiled once, then
checked by the server and filled in by the browser from the same compiled form. Nothing here knows Django or a clock.

``expressions`` text → tree · ``values`` what XPath calls a value · ``functions`` the catalogue of functions ·
``evaluate`` tree + instance → value · ``instance`` the filled-in form as nodes · ``form`` the compiled form ·
``compile`` XForm XML → form · ``references`` what depends on what · ``reading`` XML ↔ nodes · ``check`` the verdict.
"""
