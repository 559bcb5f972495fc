"""What the files of one command line are called, and in which order they are wanted."""

from pathlib import Path

from cocau.app.given import given, name_of, order


def test_a_file_alone_is_called_by_its_name() -> None:
    assert name_of(Path("a/b/x.yaml")) == "x.yaml"
    with given("HỘI-ĐỒNG NGUỒN", Path("a/x.yaml"), Path("a/y.csv"), None):
        assert name_of(Path("a/x.yaml")) == "x.yaml"


def test_files_of_one_name_are_told_apart_by_as_much_of_the_path_as_it_takes() -> None:
    first, second, third = Path("/p/2016/x.yaml"), Path("/p/2021/x.yaml"), Path("/q/2021/x.yaml")
    with given("TỆP", first, second):
        assert (name_of(first), name_of(second)) == ("2016/x.yaml", "2021/x.yaml")
    with given("TỆP", first, second, third):
        assert (name_of(second), name_of(third)) == ("p/2021/x.yaml", "q/2021/x.yaml")
        assert name_of(first) == "2016/x.yaml"


def test_a_path_that_ends_another_is_shown_whole() -> None:
    with given("TỆP", Path("x.yaml"), Path("a/x.yaml")):
        assert (name_of(Path("x.yaml")), name_of(Path("a/x.yaml"))) == ("x.yaml", "a/x.yaml")


def test_one_file_given_twice_keeps_its_name() -> None:
    with given("HỘI-ĐỒNG NGUỒN", Path("a/x.yaml"), Path("a/x.yaml")):
        assert name_of(Path("a/x.yaml")) == "x.yaml"


def test_the_order_is_that_of_the_arguments_and_one_has_none() -> None:
    assert order() is None
    with given("HỘI-ĐỒNG HỒ-SƠ"):
        assert order() == ("HỘI-ĐỒNG HỒ-SƠ", "COUNCIL DOSSIER")
    with given("PHƯƠNG-ÁN-JSON"):
        assert order() is None
    assert order() is None
