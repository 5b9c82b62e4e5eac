"""The internship's part of the played city: see :func:`internships.demo.season.play_seasons`."""

from accounts.demo import make_person, office_person
from internships.demo.season import Cast, play_seasons
from kernel import clock
from kernel.demo import City, SignIn, phone_number

HOST = "hanbat.example"
STARS = (
    ("mentor", "배치기관 멘토", "심학규", "/internships/here/"),
    ("intern1", "근무 중인 인턴", "성춘향", "/internships/today/"),
    ("graduate", "수료한 인턴", "이몽룡", "/internships/my-place/"),
)


def play(city: City) -> None:
    """A season that is over, one that runs, and a call that is open; 250 interns in all."""
    dice = city.dice("internships.people")
    people = {}
    for address, who, name, start in STARS:
        people[address] = make_person(name, f"{address}@{HOST}", phone=phone_number(dice))
        city.sign_ins.append(SignIn(who, f"{address}@{HOST}", start))
    cast = Cast(
        manager=office_person("manager"),
        approver=office_person("approver"),
        reviewers=[office_person("reviewer1"), office_person("reviewer2")],
        mentor=people["mentor"],
        intern=people["intern1"],
        graduate=people["graduate"],
    )
    made = play_seasons(cast, city.seed, clock.now(), seats=(city.share(30, least=6), city.share(220, least=8)))
    city.tell("hosts of interns, with mentors", made.hosts)
    city.tell("applications for internships", made.applications)
    city.tell("interns placed", made.interns)
    city.tell("days of work recorded", made.days)
    city.tell("certificates earned", made.completed)


__all__ = ["play"]
