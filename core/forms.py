"""How every form looks: Django renders forms with the kit's field, hint, error and error summary."""

from django.forms.renderers import DjangoTemplates


class KitRenderer(DjangoTemplates):
    """`{{ form }}` gives the error summary and the kit's fields; `{% field %}` gives one of them."""

    form_template_name = "core/forms/form.html"
    field_template_name = "core/forms/field.html"
