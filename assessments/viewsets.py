"""The bank, papers, exams and attempts in /cms/.

The base viewset "全部试题" lists every kind together; its *add* asks for the kind, its *edit* leads to the right one, so
that the base itself is never created. A kind's own viewset does everything else, as for any snippet.
"""

from typing import Any

import django_filters
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views import chooser
from wagtail.snippets.views.snippets import CreateView, EditView, IndexView, SnippetViewSet, SnippetViewSetGroup

from assessments.enums import Use
from assessments.forms.exams import ExamForm
from assessments.models import Attempt, Exam, Paper, Question, question_kinds


class QuestionFilter(WagtailFilterSet):
    """By kind, use, competency, difficulty, in or out of use."""

    polymorphic_ctype = django_filters.ModelChoiceFilter(
        label=_("题型"), queryset=lambda request: ContentType.objects.filter(pk__in=_kind_types())
    )

    class Meta:
        model = Question
        fields = ["polymorphic_ctype", "use", "competency", "difficulty", "retired", "live"]


def _kind_types() -> list[int]:
    kinds = question_kinds().values()
    return [ContentType.objects.get_for_model(kind, for_concrete_model=False).pk for kind in kinds]


LIST_DISPLAY = [
    "code",
    "stem",
    Column("type_label", label=_("题型")),
    "use",
    "competency",
    "difficulty",
    BooleanColumn("retired", label=_("已停用")),
]


class AllQuestionsIndex(IndexView):
    """Every address of a row is the one of the question's own kind."""

    def _own(self, instance: Question, name: str) -> str:
        return reverse(type(instance).snippet_viewset.get_url_name(name), args=[instance.pk])

    def get_edit_url(self, instance):
        return self._own(instance, "edit")

    def get_copy_url(self, instance):
        return self._own(instance, "copy")

    def get_delete_url(self, instance):
        return self._own(instance, "delete")

    def get_usage_url(self, instance):
        return self._own(instance, "usage")

    def get_inspect_url(self, instance):
        return self._own(instance, "inspect")


class ChooseKindView(CreateView):
    """What kind of question? The base class itself can never be created."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        kinds = [kind for kind in question_kinds().values() if request.user.has_perm(_add_permission(kind))]
        choices = [
            {
                "label": kind.type_label,
                "hint": kind.answer_hint,
                "url": reverse(kind.snippet_viewset.get_url_name("add")),
            }
            for kind in kinds
        ]
        return render(request, "assessments/admin/choose_kind.html", {"choices": choices})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponse(status=405)


def _add_permission(kind: type[Question]) -> str:
    return f"{kind._meta.app_label}.add_{kind._meta.model_name}"


class ToOwnKindView(EditView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        question = get_object_or_404(Question, pk=kwargs["pk"])
        return redirect(type(question).snippet_viewset.get_url_name("edit"), question.pk)


def choosable(user: Any, kind: type[Question]) -> Any:
    """What a person may choose from: the whole bank for whoever may see it, else what every learner meets in lessons."""
    questions = kind.objects.all()
    if user.has_perm(f"{kind._meta.app_label}.view_{kind._meta.model_name}"):
        return questions
    return questions.filter(use=Use.PRACTICE, live=True, retired=False)


class OnlyChoosable:
    """For each view of a chooser of questions: exam items are as good as missing."""

    def get_object_list(self):
        return choosable(self.request.user, self.model_class)

    def get_object(self, pk):
        return self.get_object_list().get(pk=pk)

    def get_objects(self, pks):
        return self.get_object_list().filter(pk__in=pks)


class ChooseQuestionView(OnlyChoosable, chooser.ChooseView):
    pass


class ChooseQuestionResultsView(OnlyChoosable, chooser.ChooseResultsView):
    pass


class QuestionChosenView(OnlyChoosable, chooser.SnippetChosenView):
    pass


class QuestionsChosenView(OnlyChoosable, chooser.SnippetChosenMultipleView):
    pass


class QuestionChooser(chooser.SnippetChooserViewSet):
    choose_view_class = ChooseQuestionView
    choose_results_view_class = ChooseQuestionResultsView
    chosen_view_class = QuestionChosenView
    chosen_multiple_view_class = QuestionsChosenView


class QuestionViewSet(SnippetViewSet):
    """全部试题."""

    model = Question
    icon = "list-ul"
    menu_label = _("全部试题")
    chooser_viewset_class = QuestionChooser
    index_view_class = AllQuestionsIndex
    add_view_class = ChooseKindView
    edit_view_class = ToOwnKindView
    list_display = LIST_DISPLAY
    list_per_page = 30
    filterset_class = QuestionFilter
    ordering = ["code"]

    def get_queryset(self, request):
        return Question.objects.select_related("competency")


class KindFilter(WagtailFilterSet):
    class Meta:
        model = Question
        fields = ["use", "competency", "difficulty", "retired", "live"]


def kind_viewset(kind: type[Question]) -> type[SnippetViewSet]:
    """The viewset of one kind of answering."""
    filters = type(f"{kind.__name__}Filter", (KindFilter,), {"Meta": type("Meta", (KindFilter.Meta,), {"model": kind})})
    options = {
        "__doc__": str(kind.type_code),
        "model": kind,
        "icon": "help",
        "menu_label": capfirst(str(kind._meta.verbose_name)),
        "chooser_viewset_class": QuestionChooser,
        "list_display": LIST_DISPLAY,
        "list_per_page": 30,
        "filterset_class": filters,
        "inspect_view_enabled": True,
        "copy_view_enabled": True,
        "ordering": ["code"],
    }
    return type(f"{kind.__name__}ViewSet", (SnippetViewSet,), options)


class PaperViewSet(SnippetViewSet):
    model = Paper
    icon = "doc-full"
    menu_label = _("试卷")
    list_display = ["code", "title"]
    inspect_view_enabled = True


class ExamViewSet(SnippetViewSet):
    model = Exam
    icon = "calendar-check"
    menu_label = _("考试")
    edit_handler = ObjectList(Exam.panels, base_form_class=ExamForm)
    list_display = ["code", "title", "mode", "minutes", "pass_mark", DateColumn("opens"), DateColumn("closes")]
    list_filter = ["mode", "release"]
    inspect_view_enabled = True


class BankGroup(SnippetViewSetGroup):
    """题库: every kind, then what is made of them."""

    menu_label = _("题库")
    menu_icon = "help"
    menu_order = 300
    items = [QuestionViewSet, *(kind_viewset(kind) for kind in question_kinds().values()), PaperViewSet, ExamViewSet]


class AttemptIndex(ModelViewSet.index_view_class):
    """Only attempts of people whom the user oversees."""

    def get_base_queryset(self):
        attempts = Attempt.objects.overseen_by(self.request.user)
        return attempts.select_related("entry__person", "entry__exam").order_by("-started_at")


class AttemptInspect(ModelViewSet.inspect_view_class):
    def get_queryset(self):
        return Attempt.objects.overseen_by(self.request.user).select_related("entry__person", "entry__exam")

    def get_object(self, queryset=None):
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])

    @property
    def header_more_buttons(self):
        """What may be decided about an attempt, its record leads to; nobody decides about their own."""
        if self.object.entry.person_id == self.request.user.pk:
            return []
        address = reverse("desk:attempt", args=[self.object.pk])
        return [HeaderButton(_("作答记录"), url=address, icon_name="history")]


class AttemptViewSet(ModelViewSet):
    """答卷, to look at."""

    model = Attempt
    icon = "history"
    menu_label = _("答卷")
    menu_order = 310
    # Saving an attempt would cost three statements more, for an index in which nobody looks it up.
    add_to_reference_index = False
    add_to_admin_menu = True
    index_view_class = AttemptIndex
    inspect_view_class = AttemptInspect
    inspect_view_enabled = True
    copy_view_enabled = False
    form_fields = ["state"]
    list_display = [
        Column("person", label=_("考生"), accessor="entry.person"),
        Column("exam", label=_("考试"), accessor="entry.exam"),
        "number",
        Column("get_state_display", label=_("状态")),
        Column("score", label=_("得分")),
        DateColumn("started_at", label=_("开始")),
        DateColumn("submitted_at", label=_("交卷")),
    ]
    list_filter = ["state"]
    inspect_view_fields = [
        "entry",
        "number",
        "state",
        "started_at",
        "deadline",
        "submitted_at",
        "times_left",
        "receipt",
        "points",
        "points_possible",
        "score",
        "passed",
        "marked_at",
        "released_at",
    ]
