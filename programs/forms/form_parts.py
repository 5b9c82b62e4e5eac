"""The parts of an application form as a manager edits them: a section, a question with its choices, a document."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from kernel.forms import offer
from programs.rules.form import Choice, Condition, DocumentKind, FormSpec, Kind, Question, Section
from programs.rules.form_build import CHOOSES, COUNTED, FIGURES, deciding, section_of

KINDS: list[tuple[str, Any]] = [
    (Kind.TEXT, gettext_lazy("one line of text")),
    (Kind.LONG_TEXT, gettext_lazy("longer text")),
    (Kind.NUMBER, gettext_lazy("whole number")),
    (Kind.MONEY, gettext_lazy("sum of money (won)")),
    (Kind.DATE, gettext_lazy("day")),
    (Kind.CHOICE, gettext_lazy("one of several choices")),
    (Kind.CHOICES, gettext_lazy("any number of choices")),
    (Kind.CONSENT, gettext_lazy("a box to tick: consent or confirmation")),
    (Kind.EMAIL, gettext_lazy("e-mail address")),
    (Kind.PHONE, gettext_lazy("telephone number")),
]
MOST_TEXT = 20_000


def in_korean(text: str) -> str:
    with override("ko"):
        return _(text) if text else ""


def in_english(text: str, typed: str) -> str:
    """The English text that was typed; of a text of the programme its own, of a typed Korean one none."""
    with override("en"):
        own = _(text) if text else ""
    return typed or (own if own != in_korean(text) else "")


def kept(text: str, english: str, typed: str, typed_english: str) -> tuple[str, str]:
    """What is kept of a pair of texts: the programme's own while neither was changed, so that it is translated."""
    typed, typed_english = typed.strip(), typed_english.strip()
    if (typed, typed_english) == (in_korean(text), in_english(text, english)):
        return text, english
    return typed, typed_english


def _text(
    label: Any, most: int = 200, *, required: bool = False, rows: int = 0, help_text: Any = ""
) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(label=label, max_length=most, required=required, widget=widget, help_text=help_text)


def _count(label: Any, help_text: Any = "", most: int = MOST_TEXT) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=most, required=False, help_text=help_text)


class WordedForm(forms.Form):
    """Label and help in both languages; ``part`` is what stands."""

    label = _text(gettext_lazy("Label in Korean"), required=True)
    label_en = _text(
        gettext_lazy("Label in English"), help_text=gettext_lazy("Left empty, English readers see Korean.")
    )
    help = _text(gettext_lazy("Help in Korean"), 1000, rows=2)
    help_en = _text(gettext_lazy("Help in English"), 1000, rows=2)

    @staticmethod
    def words_of(label: str, label_en: str, help_text: str, help_en: str) -> dict[str, str]:
        return {
            "label": in_korean(label),
            "label_en": in_english(label, label_en),
            "help": in_korean(help_text),
            "help_en": in_english(help_text, help_en),
        }

    def words(self, label: str = "", label_en: str = "", help_text: str = "", help_en: str = "") -> dict[str, Any]:
        """As typed, for ``replace``; the arguments are what stood before."""
        given = self.cleaned_data
        new, new_en = kept(label, label_en, given["label"], given["label_en"])
        more, more_en = kept(help_text, help_en, given["help"], given["help_en"])
        return {"label": new, "label_en": new_en, "help": more, "help_en": more_en}


class SectionForm(WordedForm):
    def __init__(self, section: Section | None, data: Any = None) -> None:
        self.part = section or Section("", "", ())
        one = self.part
        super().__init__(data, initial=self.words_of(one.title, one.title_en, one.help, one.help_en))
        self.fields["label"].label, self.fields["label_en"].label = _("Title in Korean"), _("Title in English")

    def section(self, key: str) -> Section:
        one = self.part
        words = self.words(one.title, one.title_en, one.help, one.help_en)
        return replace(
            one, key=key, title=words["label"], title_en=words["label_en"], help=words["help"], help_en=words["help_en"]
        )


class DocumentForm(WordedForm):
    required = forms.BooleanField(label=gettext_lazy("Has to be attached"), required=False)
    identifying = forms.BooleanField(
        label=gettext_lazy("Names the applicant: hidden where reviewers judge without names"), required=False
    )

    def __init__(self, kind: DocumentKind | None, data: Any = None) -> None:
        self.part = kind or DocumentKind("", "", required=True, identifying=True)
        one = self.part
        words = self.words_of(one.label, one.label_en, one.help, one.help_en)
        super().__init__(data, initial=words | {"required": one.required, "identifying": one.identifying})

    def document(self, code: str) -> DocumentKind:
        one, given = self.part, self.cleaned_data
        words = self.words(one.label, one.label_en, one.help, one.help_en)
        return replace(one, code=code, required=given["required"], identifying=given["identifying"], **words)


class ChoiceForm(forms.Form):
    """One choice; without a label it is left out."""

    code = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    label = _text(gettext_lazy("Choice in Korean"), 100)
    label_en = _text(gettext_lazy("Choice in English"), 100)


ChoiceFormSet = forms.formset_factory(ChoiceForm, extra=2, max_num=40)


class QuestionForm(WordedForm):
    """A question with its limits. What a programme reads (``fixed``) keeps its kind, choices and condition."""

    section = forms.ChoiceField(label=gettext_lazy("Section"))
    kind = forms.ChoiceField(label=gettext_lazy("Kind of answer"), choices=KINDS)
    required = forms.BooleanField(label=gettext_lazy("Has to be answered"), required=False)
    personal = forms.BooleanField(
        label=gettext_lazy("Personal data: masked to the office, never shown to reviewers"), required=False
    )
    identifying = forms.BooleanField(
        label=gettext_lazy("Says who applies: hidden where reviewers judge without names"), required=False
    )
    min_length = _count(gettext_lazy("Least characters"))
    max_length = _count(
        gettext_lazy("Most characters"), gettext_lazy("Left empty: 200 in one line, 2,000 in longer text.")
    )
    max_words = _count(gettext_lazy("Most words"), gettext_lazy("Left empty, words are not counted."))
    minimum = forms.IntegerField(
        label=gettext_lazy("Smallest figure"), required=False, min_value=-(10**15), max_value=10**15
    )
    maximum = forms.IntegerField(
        label=gettext_lazy("Largest figure"), required=False, min_value=-(10**15), max_value=10**15
    )
    unit = _text(gettext_lazy("Unit"), 20, help_text=gettext_lazy("For numbers, as ㎡ or 명."))
    when = forms.MultipleChoiceField(
        label=gettext_lazy("Asked only when"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Nothing ticked: always. Several choices of one question: any of them."),
    )  # fmt: skip
    FIXED = ("kind", "required", "personal", "identifying", "when")

    def __init__(
        self, form: FormSpec, question: Question | None, *, home: str = "", fixed: bool = False, data: Any = None
    ) -> None:
        self.part, self.is_fixed = question or Question("", ""), fixed
        present = section_of(form, question.key) if question else None
        one = self.part
        initial: dict[str, Any] = {
            **self.words_of(one.label, one.label_en, one.help, one.help_en),
            **{name: getattr(one, name) for name in ("kind", "required", "personal", "identifying", "unit")},
            **{name: getattr(one, name) for name in ("minimum", "maximum")},
            **{name: getattr(one, name) or None for name in ("min_length", "max_words")},
            "max_length": one.max_length if question else None,
            "section": present.key if present else home,
            "when": [f"{one.condition.key}:{value}" for value in one.condition.values] if one.condition else [],
        }
        super().__init__(data, initial=initial)
        offer(self, "section", [(section.key, in_korean(section.title)) for section in form.sections])
        offer(self, "when", self._conditions(form))
        if one.kind not in dict(KINDS):
            offer(self, "kind", [(one.kind, _("looked up in a register"))])
        for name in self.FIXED if fixed else ():
            self.fields[name].disabled = True
        rows = [
            {
                "code": choice.code,
                "label": in_korean(choice.label),
                "label_en": in_english(choice.label, choice.label_en),
            }
            for choice in one.choices
        ]
        self.choices: Any = ChoiceFormSet(data, initial=rows, prefix="choices") if not fixed else None

    def _conditions(self, form: FormSpec) -> list[tuple[str, str]]:
        """Each choice of each question on which this one may hang."""
        before = self.part.key or None
        return [
            (f"{one.key}:{choice.code}", f"{_(one.label)}: {_(choice.label)}")
            for one in deciding(form, before)
            for choice in one.choices
        ]

    def is_valid(self) -> bool:
        return super().is_valid() & (self.choices is None or self.choices.is_valid())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        kind = cleaned.get("kind")
        if kind in CHOOSES and self.choices is not None and self.choices.is_valid() and not self._typed_choices():
            self.add_error("kind", _("Name the choices below."))
        least, most = cleaned.get("min_length"), cleaned.get("max_length")
        if kind in COUNTED and least and most and least > most:
            self.add_error("max_length", _("At least as many as the least."))
        smallest, largest = cleaned.get("minimum"), cleaned.get("maximum")
        if smallest is not None and largest is not None and smallest > largest:
            self.add_error("maximum", _("The largest figure must not lie below the smallest."))
        if len({one.partition(":")[0] for one in cleaned.get("when") or ()}) > 1:
            self.add_error("when", _("Tick choices of one question only."))
        return cleaned

    def _typed_choices(self) -> list[dict[str, Any]]:
        return [form.cleaned_data for form in self.choices.forms if form.cleaned_data.get("label")]

    def question(self, key: str) -> Question:
        """As typed; limits that its kind does not know are dropped."""
        given, one = self.cleaned_data, self.part
        kind = Kind(given["kind"])
        words = self.words(one.label, one.label_en, one.help, one.help_en)
        changed = replace(
            one, key=key, kind=kind, required=given["required"], personal=given["personal"],
            identifying=given["identifying"], **words,
        )  # fmt: skip
        counted, figures = kind in COUNTED, kind in FIGURES
        usual = 2000 if kind is Kind.LONG_TEXT else 200
        if counted:
            changed = replace(changed, max_length=given["max_length"] or usual)
        return replace(
            changed,
            min_length=(given["min_length"] or 0) if counted else 0,
            max_words=(given["max_words"] or 0) if counted else 0,
            minimum=given["minimum"] if figures else None,
            maximum=given["maximum"] if figures else None,
            unit=self._unit(kind),
            choices=self._choices(kind),
            condition=self._condition(),
        )

    def _unit(self, kind: Kind) -> str:
        if kind is Kind.MONEY:
            return self.part.unit if self.part.kind is Kind.MONEY and self.part.unit else "won"
        typed = str(self.cleaned_data["unit"]).strip()
        return typed if kind is Kind.NUMBER else ""

    def _choices(self, kind: Kind) -> tuple[Choice, ...]:
        if self.choices is None or kind not in CHOOSES:
            return self.part.choices if kind in CHOOSES else ()
        known = {choice.code: choice for choice in self.part.choices}
        found: list[Choice] = []
        for typed in self._typed_choices():
            old = known.get(typed["code"])
            number = len(found) + 1
            code = old.code if old else f"c{number}"
            while any(code == one.code for one in found) or (old is None and code in known):
                number += 1
                code = f"c{number}"
            label, label_en = kept(
                old.label if old else "", old.label_en if old else "", typed["label"], typed["label_en"]
            )
            found.append(Choice(code, label, label_en))
        return tuple(found)

    def _condition(self) -> Condition | None:
        if self.is_fixed:
            return self.part.condition
        ticked = [one.partition(":") for one in self.cleaned_data["when"]]
        return Condition(ticked[0][0], tuple(code for _key, _colon, code in ticked)) if ticked else None
