"""Codes told of councils, pools, rulebooks, seats and gates: what no plan could be made of."""

COUNCILS: dict[str, tuple[str, str]] = {
    "seats_sum": (
        "tổng số đại biểu các đơn vị khác số đại biểu của hội đồng",
        "constituencies do not sum to the seats",
    ),
    "blocs_sum": ("tổng cơ cấu khối vượt quá tổng số", "blocs sum to more than there are"),
    "duplicate": ("một mã ghi nhiều lần", "an id is given more than once"),
    "outside_term": (
        "bộ quy định không dùng cho ngày bầu cử này",
        "the rulebook is for elections on other days",
    ),
    "out_of_range": ("số nằm ngoài khoảng cho phép", "a number is out of its range"),
    "unknown_group": ("không có nhóm này", "there is no such group"),
    "population_sum": (
        "tổng dân số các nơi khác dân số chung",
        "populations of places do not sum to the whole",
    ),
    "seats_decided_by": (
        "số đại biểu và quyết định ấn định phải đi cùng nhau",
        "seats and the decision that set them go together",
    ),
    "not_a_district": (
        "thí điểm chuyển phó chủ tịch chỉ cho cấp huyện",
        "the pilot of vice-chairs is for districts only",
    ),
    "recorded_after_election": ("ghi sau ngày bầu cử", "recorded after the election day"),
    "recorded_after_plan": ("ghi sau ngày lập phương án", "recorded after the day of the plan"),
    "approved_before_consensus": (
        "phê duyệt trước khi cấp ủy thống nhất",
        "approved before the consensus of the committee",
    ),
}
POOLS: dict[str, tuple[str, str]] = {
    "empty_pool": ("danh sách không có ai", "the pool is empty"),
    "born_later": ("sinh sau ngày bầu cử", "born after the election day"),
    "duplicate_id": ("hai người cùng một mã", "two people have one id"),
    "same_person": ("có vẻ một người ghi hai lần", "one person seems to be given twice"),
    "pool_too_small": ("ít người hơn số cần cho các danh sách", "fewer people than the lists need"),
    "unknown_locality": ("nơi này không thuộc đơn vị bầu cử nào", "this place is in no constituency"),
    "unknown_post": ("không có chức danh này", "there is no such post"),
    "rank_twice": ("chức vụ đảng chỉ một người giữ", "a Party rank that one person can have"),
    "rank_without_membership": (
        "có chức vụ đảng nhưng không phải đảng viên",
        "a Party rank without membership",
    ),
    "at_least_over_at_most": ("số tối thiểu lớn hơn số tối đa", "the least is more than the most"),
    "at_least_over_capacity": (
        "số tối thiểu vượt số có thể giới thiệu",
        "more are asked for than can be introduced",
    ),
    "total_out_of_reach": ("tổng số không thể đạt được", "the total cannot be reached"),
    "total_too_small": (
        "giới thiệu ít hơn số cần cho các danh sách",
        "fewer are introduced than the lists need",
    ),
    "age_against_under_40": ("độ tuổi trái với dấu dưới 40", "the age contradicts the mark under 40"),
    "dot_in_id": ("mã không được có dấu chấm", "an id must not have a dot"),
    "too_many_people": ("nhiều người hơn giới hạn", "more people than are planned for"),
    "id_fixed": ("mã của một người không đổi được", "the id of a person cannot be changed"),
    "name_in_label": (
        "nhãn có tên người trong danh sách; nhãn không được mã hóa",
        "a label names somebody, and labels are not sealed",
    ),
}
RULEBOOKS: dict[str, tuple[str, str]] = {
    "unknown_rulebook": ("không có bộ quy định này", "there is no such rulebook"),
    "too_many_parts": ("ghép quá nhiều bộ quy định", "too many rulebooks are joined"),
    "cases": ("không có trường hợp kiểm thử nào, hoặc quá nhiều", "no case to be run, or too many"),
    "plans_not_here": (
        "trường hợp lập phương án không chạy ở đây",
        "cases that are planned are not run here",
    ),
    "unknown_file": ("không có tệp có sẵn mang tên này", "no shipped file has this name"),
    "unknown_source": ("văn bản chưa có trong sources", "a document that is not in sources"),
    "no_quote": ("trích dẫn V1 phải có nguyên văn", "a citation marked V1 must carry its quote"),
    "before_source": ("có hiệu lực trước mọi văn bản được trích", "in force before every document it cites"),
    "overlap": ("hai phiên bản cùng hiệu lực", "two versions are in force together"),
    "cycle": ("các bước chờ nhau thành vòng", "steps wait for one another in a circle"),
    "no_order": ("không thể giữ thứ tự với bước này", "no order can be kept with this step"),
    "no_steps": (
        "bộ quy định không có bước nào cho hội đồng này",
        "the rulebook has no steps for this council",
    ),
    "not_citing": ("không có quy định nào trích khoản này", "nothing cites this clause"),
    "not_named": ("sổ khoản không nêu quy định này", "the register does not name it"),
    "not_in_force": ("quy định không áp dụng cho hội đồng này", "not a rule for this council"),
    "unknown_name": ("không có tên này", "there is no such name"),
}
SEATS: dict[str, tuple[str, str]] = {
    "too_little_known": ("chưa đủ dữ liệu để tính số đại biểu", "too little is known to derive seats"),
    "no_formula": (
        "bộ quy định không có công thức cho loại này",
        "the rulebook has no seat formula for this kind",
    ),
    "decided_above": ("số đại biểu do cấp trên quyết định", "another body sets the seats"),
    "above_most": ("nhiều đại biểu hơn mức tối đa", "more seats than are allowed"),
    "constituencies_impossible": (
        "không chia được thành chừng ấy đơn vị",
        "seats cannot be given to so many constituencies",
    ),
    "too_many_places": ("nhiều nơi hơn số đại biểu", "more places than seats"),
    "no_limit": (
        "bộ quy định không nêu giới hạn của một đơn vị",
        "the rulebook has no limit of a constituency",
    ),
    "named_like_a_part": ("mã trùng với một đơn vị được tách ra", "an id that a part is given too"),
}
GATES: dict[str, tuple[str, str]] = {
    "other_council": ("hồ sơ của hội đồng khác", "the dossier is of another council"),
    "unknown_step": ("không có bước này", "there is no such step"),
    "step_not_here": ("bước này không thuộc cấp hoặc ngày này", "a step of another level or day"),
    "no_record": ("bước này chỉ là mốc ngày, không có biên bản", "a step that nothing is recorded for"),
    "by_appointment": ("ghi theo từng lần bổ nhiệm", "it is entered with each appointment"),
    "no_appointments_here": ("không có bước bổ nhiệm ở cấp này", "no steps of appointments here"),
    "days_not_in_order": ("biên bản không theo thứ tự ngày", "records are not in the order of days"),
    "in_the_future": ("ngày ở tương lai", "a day to come"),
    "before_the_council": ("trước khi có hội đồng", "before there is a council"),
    "twice": ("ghi hai lần", "given twice"),
}
