from datetime import datetime, timedelta

from survey.rules.field.safety import is_missed, next_word


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 10, 5, hour, minute)


def test_the_next_word_is_due_after_the_time_agreed_and_at_the_latest_at_the_end() -> None:
    assert next_word(at(14), 60, at(18)) == at(15)
    assert next_word(at(17, 30), 60, at(18)) == at(18)


def test_who_stays_out_longer_gives_word_as_before() -> None:
    assert next_word(at(18), 60, at(18)) == at(19)
    assert next_word(at(18, 5), 30, at(18)) == at(18, 35)


def test_silence_is_told_ten_minutes_after_word_was_due() -> None:
    assert not is_missed(at(15), at(15, 10) - timedelta(seconds=1))
    assert is_missed(at(15), at(15, 10))
