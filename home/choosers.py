"""How editors choose a service of the directory."""

from wagtail.admin.viewsets.chooser import ChooserViewSet


class ServiceChooserViewSet(ChooserViewSet):
    """All the services: naming one on a page gives no right over it."""

    model = "directory.Service"
    icon = "group"
    choose_one_text = "Choisir un service"
    choose_another_text = "Choisir un autre service"
    edit_item_text = "Modifier ce service"
    per_page = 50
    register_widget = False  # the directory's own forms narrow their choices


service_chooser = ServiceChooserViewSet("service_chooser")
ServiceChooserBlock = service_chooser.get_block_class(
    name="ServiceChooserBlock", module_path="home.choosers"
)
