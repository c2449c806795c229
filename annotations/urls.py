"""Reading, reviewing and what comes of it."""

from django.urls import include, path

from annotations.views import (
    acts,
    carry,
    composer,
    events,
    export,
    history,
    notes,
    presence,
    pretagging,
    queue,
    review,
    words,
    workspace,
)

app_name = "annotations"

# /readings/<id>/: the workspace
reading_urls = [
    path("", workspace.reading, name="reading"),
    path("act/", acts.act, name="act"),
    path("carry/", carry.carry, name="carry"),
    path("notes/", notes.add, name="note"),
    path("composer/", composer.composer, name="composer"),
    path("event/<int:group>/", events.event, name="event"),
    path("here/", presence.here, name="here"),
    path("more/", workspace.more, name="more"),
    path("pretag-again/", pretagging.retry, name="pretag_again"),
]

# /desk/, and what its reader does with a reading as a whole
desk_urls = [
    path("desk/", queue.desk, name="desk"),
    path("desk/take/", queue.take, name="take"),
    path("readings/<int:pk>/submit/", queue.submit, name="submit"),
    path("readings/<int:pk>/skip/", queue.skip, name="skip"),
    path("readings/<int:pk>/release/", queue.release, name="release"),
    path("readings/<int:pk>/history/", history.history, name="history"),
]

# /review/: submitted readings
review_urls = [
    path("", review.queue, name="review"),
    path("<int:pk>/", review.reading, name="review_reading"),
    path("<int:pk>/approve/", review.approve, name="approve"),
    path("<int:pk>/correct/", review.correct, name="correct"),
    path("<int:pk>/return/", review.return_, name="return"),
]

# /records/: what was approved
record_urls = [
    path("", review.records, name="records"),
    path("<int:pk>/", review.record, name="record"),
    path("<int:pk>/reopen/", review.reopen, name="reopen"),
    path("<int:pk>/discard/", review.discard, name="discard"),
]

# /words/: the editors' list of contested words
word_urls = [
    path("", words.index, name="words"),
    path("put/", words.put, name="word_put"),
    path("start/", words.start, name="word_start"),
    path("<int:pk>/take/", words.take, name="word_take"),
]

# /notes/: what people say about readings; one is written under its reading
note_urls = [
    path("", notes.index, name="note_list"),
    path("people/", notes.people, name="note_people"),
    path("<uuid:note_id>/resolve/", notes.resolve, name="note_resolve"),
    path("<uuid:note_id>/reopen/", notes.reopen, name="note_reopen"),
]

urlpatterns = [
    path("readings/<int:pk>/", include(reading_urls)),
    path("", include(desk_urls)),
    path("review/", include(review_urls)),
    path("records/", include(record_urls)),
    path("words/", include(word_urls)),
    path("notes/", include(note_urls)),
    path("export/", export.export, name="export"),
    path("export/file/", export.download, name="export_file"),
]
