from cocau.app.db.engine import Store


def test_only_what_would_be_made_again_does_not_wait_for_the_disk(store: Store) -> None:
    asked = "PRAGMA synchronous" if store.on_sqlite else "SHOW synchronous_commit"
    full, light = (2, 1) if store.on_sqlite else ("on", "off")
    found = []
    for writing in (store.writing, store.writing_nondurable, store.writing):
        with writing() as session:
            found.append(session.connection().exec_driver_sql(asked).scalar_one())
    assert found == [full, light, full]
