"""The engines that minimise integer programs: HiGHS, CP-SAT, the relaxation, certificates."""
