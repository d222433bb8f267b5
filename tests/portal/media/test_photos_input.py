"""The second button, that takes a photo: it works by itself, and answers the same question."""

from django.utils.datastructures import MultiValueDict

from portal.media.forms import PhotosInput, SafeFilesField
from tests.portal.media import samples


def test_a_photo_is_taken_with_the_camera_at_the_back() -> None:
    drawn = PhotosInput(most=3).render("photos", None, {"id": "id_photos"})
    chosen, camera = drawn.split("<span")
    assert 'name="photos"' in chosen
    assert 'data-gather="3"' in chosen
    assert "multiple" in chosen
    assert 'name="photos"' in camera
    assert 'accept="image/*" capture="environment"' in camera
    assert 'for="id_photos_camera"' in camera


def test_a_question_for_one_file_takes_one() -> None:
    assert "multiple" not in PhotosInput(most=1).render("plan", None, {"id": "id_plan"})


def test_what_is_chosen_and_what_is_taken_arrive_together() -> None:
    field = SafeFilesField(widget=PhotosInput(most=5))
    sent = MultiValueDict(
        {"photos": [samples.upload("a.txt", samples.TEXT), samples.upload("b.txt", samples.TEXT)]}
    )
    kept = field.clean(field.widget.value_from_datadict({}, sent, "photos"))
    assert [safe.name for safe in kept] == ["a.txt", "b.txt"]


def test_a_page_with_files_loads_their_script_and_style() -> None:
    media = str(PhotosInput(most=5).media)
    assert 'src="/static/media/photos.js" type="module"' in media
    assert 'href="/static/media/photos.css"' in media
