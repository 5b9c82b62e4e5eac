from reports.actions import produce_now


def test_an_issued_document_is_made_and_verifies(as_gildong, client):
    job = produce_now(as_gildong, "test.certificate", {"person": 1}, "pdf")
    assert job.state == "done", job.problem
    assert job.issues.get().number.startswith("시험-")
    for code in ("test.table",):
        for f in ("xlsx", "csv"):
            j = produce_now(as_gildong, code, {}, f)
            assert j.state == "done"
    j = produce_now(as_gildong, "test.batch", {"people": 30}, "pdf")
    assert j.state == "done"
