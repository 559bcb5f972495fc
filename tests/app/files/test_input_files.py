"""What the files of one command line are called, and in which order they are wanted."""

from pathlib import Path

from cocau.app.files.input_files import get_argument_order, get_file_name, input_files


def test_a_file_alone_is_called_by_its_name() -> None:
    assert get_file_name(Path("a/b/x.yaml")) == "x.yaml"
    with input_files("HỘI-ĐỒNG NGUỒN", Path("a/x.yaml"), Path("a/y.csv"), None):
        assert get_file_name(Path("a/x.yaml")) == "x.yaml"


def test_files_of_one_name_are_told_apart_by_as_much_of_the_path_as_it_takes() -> None:
    first, second, third = Path("/p/2016/x.yaml"), Path("/p/2021/x.yaml"), Path("/q/2021/x.yaml")
    with input_files("TỆP", first, second):
        assert (get_file_name(first), get_file_name(second)) == ("2016/x.yaml", "2021/x.yaml")
    with input_files("TỆP", first, second, third):
        assert (get_file_name(second), get_file_name(third)) == ("p/2021/x.yaml", "q/2021/x.yaml")
        assert get_file_name(first) == "2016/x.yaml"


def test_a_path_that_ends_another_is_shown_whole() -> None:
    with input_files("TỆP", Path("x.yaml"), Path("a/x.yaml")):
        assert (get_file_name(Path("x.yaml")), get_file_name(Path("a/x.yaml"))) == ("x.yaml", "a/x.yaml")


def test_one_file_given_twice_keeps_its_name() -> None:
    with input_files("HỘI-ĐỒNG NGUỒN", Path("a/x.yaml"), Path("a/x.yaml")):
        assert get_file_name(Path("a/x.yaml")) == "x.yaml"


def test_the_order_is_that_of_the_arguments_and_one_has_none() -> None:
    assert get_argument_order() is None
    with input_files("HỘI-ĐỒNG HỒ-SƠ"):
        assert get_argument_order() == ("HỘI-ĐỒNG HỒ-SƠ", "COUNCIL DOSSIER")
    with input_files("PHƯƠNG-ÁN-JSON"):
        assert get_argument_order() is None
    assert get_argument_order() is None
