"""Forms of 人员与组织 in /cms/. Each hands its values to one service, in `save_through(by)`."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from people import services
from people.enums import EmploymentType, Post, Role, UnitKind
from people.models import OrgUnit, Placement, RoleGrant, User
from people.services.login_guard import person_called


class UnitField(forms.ModelChoiceField):
    """One unit, shown with its place in the tree."""

    def __init__(self, **kwargs) -> None:
        super().__init__(queryset=OrgUnit.objects.none(), **kwargs)

    def label_from_instance(self, unit: OrgUnit) -> str:
        return f"{'　' * (unit.depth - 1)}{unit.name}（{unit.get_kind_display()}）"


class PersonField(forms.CharField):
    """One person, by username or phone: lists of thousands of names are no help, and names repeat."""

    def clean(self, value: str) -> User:
        person = person_called(super().clean(value))
        if person is None:
            raise forms.ValidationError(_("没有这个用户名或手机号的人员，请核对，或者先新建人员。"))
        return person


class StaffForm(forms.ModelForm):
    """The base: units to choose from are the open ones."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, UnitField):
                field.queryset = OrgUnit.objects.filter(closed_on__isnull=True)

    def _post_clean(self) -> None:
        """The services check the values; the instance stays as it is in the database."""

    def save_through(self, by: User):
        raise NotImplementedError


class PersonForm(StaffForm):
    username = forms.CharField(label=_("用户名"), max_length=150)
    display_name = forms.CharField(label=_("姓名"), max_length=60)
    phone = forms.CharField(label=_("手机号"), required=False, help_text=_("也可以用来登录。"))
    email = forms.CharField(label=_("邮箱"), required=False, help_text=_("填了才能收到邮件、自己重置密码。"))
    password = forms.CharField(
        label=_("初始密码"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("至少 10 位。本人第一次登录后必须改掉。"),
    )

    class Meta:
        model = User
        fields: list[str] = []

    def save_through(self, by: User) -> User:
        return services.create_person(**self.cleaned_data, must_change=True, by=by)


class PersonEditForm(StaffForm):
    display_name = forms.CharField(label=_("姓名"), max_length=60)
    phone = forms.CharField(label=_("手机号"), required=False)
    email = forms.CharField(label=_("邮箱"), required=False)
    password = forms.CharField(
        label=_("新密码"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("留空则不变。填了以后本人要用它登录，并马上改成自己的。"),
    )
    is_active = forms.BooleanField(
        label=_("账号可以登录"), required=False, help_text=_("取消勾选就停用账号，并收回全部角色；学习记录都保留。")
    )
    reason = forms.CharField(label=_("停用或恢复的原因"), required=False, max_length=300)

    class Meta:
        model = User
        fields: list[str] = []

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in ("display_name", "phone", "email", "is_active"):
            self.initial.setdefault(name, getattr(self.instance, name) or "")

    def save_through(self, by: User) -> User:
        person, values = self.instance, self.cleaned_data
        contact = {name: values[name] for name in ("display_name", "phone", "email")}
        services.update_person(person=person, **contact, by=by)
        if values["password"]:
            services.set_password(person=person, password=values["password"], by=by)
        if values["is_active"] != person.is_active:
            change = services.reactivate_person if values["is_active"] else services.deactivate_person
            change(person=person, reason=values["reason"], by=by)
        return person


class UnitForm(StaffForm):
    name = forms.CharField(label=_("名称"), max_length=80)
    kind = forms.ChoiceField(label=_("类别"), choices=UnitKind.choices)
    parent = UnitField(label=_("上级单位"), required=False)
    division_code = forms.CharField(label=_("区划代码"), required=False, max_length=15)
    households = forms.IntegerField(label=_("户数"), required=False, min_value=0)
    opened_on = forms.DateField(
        label=_("设立日期"), required=False, widget=AdminDateInput, help_text=_("留空就是今天。")
    )

    class Meta:
        model = OrgUnit
        fields: list[str] = []

    def save_through(self, by: User) -> OrgUnit:
        return services.create_unit(**self.cleaned_data, by=by)


class UnitEditForm(StaffForm):
    parent = UnitField(
        label=_("移到这个上级单位下"), required=False, help_text=_("留空则不移动。下面的单位和人员一起移动。")
    )
    reason = forms.CharField(label=_("移动的原因"), required=False, max_length=300)
    closed_on = forms.DateField(
        label=_("从这一天起撤销"),
        required=False,
        widget=AdminDateInput,
        help_text=_("留空则不撤销。撤销以后不能恢复。"),
    )

    class Meta:
        model = OrgUnit
        fields: list[str] = []

    def save_through(self, by: User) -> OrgUnit:
        unit, values = self.instance, self.cleaned_data
        if values["parent"]:
            unit = services.move_unit(unit=unit, new_parent=values["parent"], reason=values["reason"], by=by)
        if values["closed_on"]:
            unit = services.close_unit(unit=unit, on=values["closed_on"], by=by)
        return unit


class PlacementForm(StaffForm):
    person = PersonField(label=_("人员"), help_text=_("填用户名或手机号。"))
    unit = UnitField(label=_("单位"))
    post = forms.ChoiceField(label=_("岗位"), choices=Post.choices)
    employment_type = forms.ChoiceField(label=_("专兼职"), choices=EmploymentType.choices)
    starts = forms.DateField(label=_("开始日期"), required=False, widget=AdminDateInput, help_text=_("留空就是今天。"))

    class Meta:
        model = Placement
        fields: list[str] = []

    def save_through(self, by: User) -> Placement:
        return services.place(**self.cleaned_data, by=by)


class PlacementEndForm(StaffForm):
    ends = forms.DateField(label=_("最后一天"), widget=AdminDateInput, help_text=_("到这一天为止在岗，历史保留。"))

    class Meta:
        model = Placement
        fields: list[str] = []

    def save_through(self, by: User) -> Placement:
        return services.end_placement(placement=self.instance, ends=self.cleaned_data["ends"], by=by)


class GrantForm(StaffForm):
    person = PersonField(label=_("人员"), help_text=_("填用户名或手机号。"))
    role = forms.ChoiceField(label=_("角色"), choices=Role.choices)
    unit = UnitField(label=_("单位"), help_text=_("在这个单位和它下面的单位有效。"))
    starts = forms.DateField(label=_("开始日期"), required=False, widget=AdminDateInput, help_text=_("留空就是今天。"))
    ends = forms.DateField(
        label=_("最后一天"), required=False, widget=AdminDateInput, help_text=_("留空就是一直有效。")
    )

    class Meta:
        model = RoleGrant
        fields: list[str] = []

    def save_through(self, by: User) -> RoleGrant:
        return services.grant_role(**self.cleaned_data, by=by)


class RevokeForm(StaffForm):
    ends = forms.DateField(
        label=_("最后一天"), required=False, widget=AdminDateInput, help_text=_("留空就是马上收回。")
    )

    class Meta:
        model = RoleGrant
        fields: list[str] = []

    def save_through(self, by: User) -> RoleGrant:
        return services.revoke_role(grant=self.instance, ends=self.cleaned_data["ends"], by=by)
