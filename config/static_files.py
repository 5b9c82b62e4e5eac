"""Static files under names that carry their content's hash."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleStorage(CompressedManifestStaticFilesStorage):
    """Also renames what our scripts import: only hashed names are kept, so a plain one would not be found.

    Vendors' scripts are left alone: some of them name files that their packages do not bring.
    """

    support_js_module_import_aggregation = True
    max_post_process_passes = 20  # a chain of modules that import each other settles by one link or more with each
    _js_module_import_aggregation_patterns = (
        "js/*.js",
        CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1],
    )
