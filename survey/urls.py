from django.urls import path

from survey.views import entry, frame, manager, questionnaire, records, repeats

app_name = "survey"
urlpatterns = [
    path("", manager.home, name="home"),
    path("frame/", frame.overview, name="frame"),
    path("frame/businesses/", frame.business_list, name="businesses"),
    path("frame/businesses/<int:business_id>/repeats/", repeats.repeats_page, name="repeats"),
    path("frame/verdicts/<int:verdict_id>/undo", repeats.undo, name="verdict_undo"),
    path("frame/imports/<int:import_id>/", frame.import_page, name="import"),
    path("frame/imports/<int:import_id>/accept", frame.accept, name="import_accept"),
    path("frame/imports/<int:import_id>/discard", frame.discard, name="import_discard"),
    path("frame/imports/<int:import_id>/faults", frame.export_faults, name="import_faults"),
    path("questionnaires/", questionnaire.questionnaires, name="questionnaires"),
    path("questionnaires/<int:version_id>/", questionnaire.version_page, name="questionnaire"),
    path("questionnaires/<int:version_id>/<slug:kind>.file", questionnaire.source, name="questionnaire_source"),
    path("questionnaires/<int:version_id>/<slug:verb>", questionnaire.move, name="questionnaire_move"),
    path("waves/new/", manager.new_wave, name="wave_new"),
    path("waves/<slug:code>/", manager.wave_page, name="wave"),
    path("waves/<slug:code>/areas/<int:area_id>/", manager.area_page, name="area"),
    path("waves/<slug:code>/areas/<int:area_id>/end/<int:user_id>", manager.end_work, name="area_end"),
    path("waves/<slug:code>/records/", records.record_list, name="records"),
    path("waves/<slug:code>/records/export", records.export, name="records_export"),
    path("waves/<slug:code>/records/<int:record_id>/", records.record_page, name="record"),
    path("waves/<slug:code>/records/<int:record_id>/approve", records.approve, name="record_approve"),
    path("waves/<slug:code>/records/<int:record_id>/return", records.send_back, name="record_return"),
    path("waves/<slug:code>/records/<int:record_id>/reveal/<slug:name>", records.reveal, name="record_reveal"),
    path("my/<slug:code>/", entry.my_work, name="my_work"),
    path("my/<slug:code>/find", entry.find, name="my_find"),
    path("my/<slug:code>/<int:business_id>/", entry.entry_page, name="entry"),
    path("my/<slug:code>/<int:business_id>/save", entry.save, name="entry_save"),
    path("my/<slug:code>/<int:business_id>/submit", entry.submit, name="entry_submit"),
    path("forms/<int:version_id>/<slug:sha256>.json", entry.form_json, name="form_json"),
    path("codes/industry.json", entry.industry_json, name="industry_codes"),
]
