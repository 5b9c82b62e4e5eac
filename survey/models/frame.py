"""The business frame (명부): dongs, industry codes, businesses."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel import clock
from survey.models.tally_triggers import business_triggers


class Dong(models.Model):
    """An administrative dong (행정동) with its ten-digit code; the tile is its place on the map of squares."""

    code = models.CharField(_("dong code"), max_length=10, primary_key=True)
    name = models.CharField(_("dong"), max_length=30)
    gu_code = models.CharField(max_length=5)
    gu = models.CharField(_("gu"), max_length=20)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    tile_column = models.PositiveSmallIntegerField()
    tile_row = models.PositiveSmallIntegerField()
    longitude = models.FloatField()
    latitude = models.FloatField()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=models.Q(code__regex=r"^\d{10}$"), name="dong_code_ten_digits"),
            models.UniqueConstraint(fields=["tile_column", "tile_row"], name="dong_one_tile_each"),
        ]

    def __str__(self) -> str:
        return f"{self.gu} {self.name}"


class DongBoundary(models.Model):
    """The outline of a dong as a boundary file tells it. ``rings``: closed lines of longitude and latitude (WGS84),
    holes among them; ``source`` has to be named wherever the map is shown."""

    dong = models.OneToOneField(Dong, models.CASCADE, primary_key=True, related_name="boundary")
    rings: "models.JSONField[list[list[list[float]]], list[list[list[float]]]]" = models.JSONField()
    source = models.CharField(max_length=200)
    loaded_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return str(self.dong)


class IndustryCode(models.Model):
    """A code of a classification: 상권업종 old or new, or KSIC of a revision. A code alone means nothing."""

    class Scheme(models.TextChoices):
        OLD = "old", _("commercial-area classification before the reform")
        NEW = "new", _("commercial-area classification (10/75/247)")
        KSIC_10 = "ksic10", _("KSIC 10th revision")
        KSIC_11 = "ksic11", _("KSIC 11th revision")

    scheme = models.CharField(max_length=8, choices=Scheme.choices)
    code = models.CharField(max_length=8)
    name = models.CharField(_("industry"), max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scheme", "code"], name="industry_code_once_a_scheme")]

    def __str__(self) -> str:
        return self.name or self.code


class Business(models.Model):
    """A business of the frame, as the 상가(상권)정보 file tells it, or as somebody found it in the field.

    Its id holds within one taxonomy only: ids were made anew at the reform. What was found in the field has numbers of
    ours (``own``) and stands in no file. ``missing_since`` names the first file
    in which it no longer stood, which does not mean that it closed. ``possible_repeat`` asks a person to look: either
    the entry is the same business as another one (``merged_into``), or a business of its own (``told_apart``, as long
    as it keeps name and dong).
    """

    OWN = "own"

    taxonomy = models.CharField(max_length=3, choices=[("old", "old"), ("new", "new"), (OWN, "own")])
    source_id = models.CharField(_("shop number"), max_length=40)
    name = models.CharField(_("business name"), max_length=200)
    name_key = models.CharField(max_length=200)
    branch = models.CharField(_("branch"), max_length=100, blank=True)
    dong = models.ForeignKey(Dong, models.PROTECT, related_name="businesses", db_index=False)
    industry = models.ForeignKey(IndustryCode, models.PROTECT, related_name="+")
    ksic_revision = models.PositiveSmallIntegerField(null=True, blank=True)
    ksic_code = models.CharField(max_length=5, blank=True)
    legal_dong_code = models.CharField(max_length=10, blank=True)
    lot_address = models.CharField(max_length=300, blank=True)
    road_address = models.CharField(_("address"), max_length=300, blank=True)
    building_number = models.CharField(max_length=40, blank=True)
    building_name = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    floor = models.CharField(max_length=20, blank=True)
    room = models.CharField(max_length=20, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    first_import = models.ForeignKey("survey.FrameImport", models.PROTECT, null=True, related_name="+", db_index=False)
    last_import = models.ForeignKey("survey.FrameImport", models.PROTECT, null=True, related_name="+", db_index=False)
    missing_since = models.ForeignKey(
        "survey.FrameImport", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    possible_repeat = models.BooleanField(default=False)
    told_apart = models.BooleanField(default=False)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    tokens = models.GeneratedField(
        expression=models.Func("name_key", function="survey_name_tokens"),
        output_field=ArrayField(models.CharField(max_length=2)),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("business")
        triggers = business_triggers()
        constraints = [
            models.UniqueConstraint(fields=["taxonomy", "source_id"], name="business_once_a_taxonomy"),
            models.CheckConstraint(
                condition=models.Q(ksic_code="", ksic_revision=None)
                | ~models.Q(ksic_code="", ksic_revision__isnull=True),
                name="business_ksic_with_revision",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into=None) | ~models.Q(merged_into=models.F("id")),
                name="business_not_merged_into_itself",
            ),
            models.CheckConstraint(
                condition=models.Q(taxonomy="own", first_import=None, last_import=None)
                | ~models.Q(taxonomy="own") & models.Q(first_import__isnull=False, last_import__isnull=False),
                name="business_of_a_file_or_our_own",
            ),
        ]
        indexes = [
            GinIndex(fields=["tokens"], name="business_tokens"),
            models.Index(fields=["dong", "name_key"], name="business_dong_name"),
            models.Index(
                fields=["dong", "name_key"], name="business_repeats", condition=models.Q(possible_repeat=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.branch}".strip()

    @property
    def address(self) -> str:
        """The best address known, with floor and room."""
        return " ".join(part for part in (self.road_address or self.lot_address, self.floor, self.room) if part)
