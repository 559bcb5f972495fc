"""Codes told of requests: what-ifs, pins, questions about a proposal, references, computations."""

REQUESTS: dict[str, tuple[str, str]] = {
    "unknown_rule": ("không có quy định này", "there is no such rule"),
    "standard": ("đây là tiêu chuẩn, không được hạ thấp", "a standard is never lowered"),
    "not_adjustable": ("trường này không đổi được", "this field cannot be changed"),
    "not_an_aim": ("chỉ nâng được mục tiêu thành bắt buộc", "only an aim can be raised to a must"),
    "unknown_person": ("không có người mang mã này", "nobody has this id"),
    "unknown_constituency": ("không có đơn vị bầu cử này", "there is no such constituency"),
    "unknown_organisation": ("không có cơ quan giới thiệu này", "no such organisation introduces anybody"),
    "contradictory_pins": ("yêu cầu trái nhau về một người", "pins contradict each other"),
    "pinned_but_barred": (
        "yêu cầu đưa vào người không đủ tiêu chuẩn",
        "somebody is pinned who may not stand",
    ),
    "two_lists": ("có tên ở nhiều danh sách", "stands on more lists than one"),
    "not_listed": ("không có trong danh sách nào", "is on no list"),
    "not_gone": ("người này vẫn còn trong danh sách", "somebody who has not left"),
    "no_slate": ("không có danh sách để dựa vào", "there is no slate to go by"),
    "unknown_reference": ("không có tài liệu hoặc phiên bản này", "there is no such document or version"),
    "erased_reference": ("tài liệu đã bị xóa", "the document was erased"),
}
QUESTIONS: dict[str, tuple[str, str]] = {
    "altered": ("đề xuất đã bị sửa sau khi lưu", "the proposal was altered after it was stored"),
    "asks_nothing": ("mục tiêu không phụ thuộc việc chọn ai", "the aim does not depend on who is chosen"),
    "name_for_id": ("cần mã, không phải tên", "an id is asked for, not a name"),
    "nobody": ("chưa nêu người nào", "nobody is named"),
    "not_a_must": ("đây là mục tiêu, không phải bắt buộc", "an aim, and no must"),
    "not_missed": ("mục tiêu này không hụt", "this aim is not missed"),
    "not_proven": ("phương án chưa chứng minh tối ưu", "the slate was not proven the best"),
    "not_two": ("cần đúng hai mục tiêu", "exactly two aims are needed"),
    "nothing_possible": ("không có danh sách nào đạt mức đã lưu", "no slate reaches what is stored"),
    "undecided": ("mục tiêu chưa đủ số liệu để đánh giá", "the aim cannot be judged"),
    "unknown_aim": ("không có mục tiêu này", "there is no such aim"),
    "unknown_as": ("không có chức danh hay vị trí này", "there is no such post or part"),
    "unknown_at": ("không có đơn vị bầu cử này", "there is no such constituency"),
    "unknown_set": ("không đếm được trong tập này", "there is no such set to count in"),
    "unproven": (
        "chưa chứng minh tối ưu nên không tính được giá",
        "nothing can be priced before the optimum is proven",
    ),
    "people_to_find": ("cách này cần người chưa có tên", "this way out needs people who are not there yet"),
    "unknown_repair": ("không có cách sửa mang số này", "there is no repair of this number"),
    "must_dropped": ("cách sửa này bỏ hẳn một quy định bắt buộc", "this repair leaves out a must altogether"),
    "pool_not_here": ("kịch bản không giữ danh sách giới thiệu", "a scenario holds no pool"),
    "names_twice": ("hai kịch bản cùng tên", "two scenarios of one name"),
}
COMPUTATIONS: dict[str, tuple[str, str]] = {
    "failed_by_memory": ("cần nhiều bộ nhớ hơn mức cho phép", "it took more memory than is allowed"),
    "failed_by_signal": ("tiến trình tính toán bị ngắt", "the process that computed was ended"),
    "failed_by_error": ("lỗi của chương trình", "an error of ours"),
    "lost_too_often": (
        "tiến trình tính toán dừng đột ngột nhiều lần",
        "the process that computed died several times",
    ),
    "input_erased": ("dữ liệu bị xóa trước khi tính", "the data was erased before it was computed"),
    "refused": (
        "không dùng được dữ liệu của yêu cầu, hoặc trái với điều đã ghi",
        "the input cannot be used, or contradicts a record",
    ),
}
