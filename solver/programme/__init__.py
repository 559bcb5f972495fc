"""A programme: councils planned together so that nobody stands at too many levels.

Each council is planned by itself first. What links councils is only whom they share, and only the limit
of levels (Law 85/2015, Art. 36(3)) forbids anything across them:

- where nobody is over the limit, those plans *are* the joint plan: each council's tiers are the least
  it can have in any joint plan, and together they break nothing. Exact.
- else some people leave the lists of some levels. Losses are compared in one order: first how many
  councils have no slate for it, then, where councils are re-planned, who moves, then the aims, priority
  by priority, each summed over all councils. For given departures the sum is least where each council
  is at its own lexicographic optimum, since adding keeps that order: only the departures have to be
  searched.
- a council never gains by departures (its slates without somebody are among its slates), so each plan
  bounds every plan with more departures. A small integer program over departures, its costs bounded by
  the plans known, gives the least total that is still possible (`joint_plan`); its answer is planned,
  the plans sharpen the bounds, until both meet. Exact where they meet: they do unless the number of
  plans asked for (`most_plans`) or the time of a council ends first. Then the least total still
  possible is told beside what was found, tier by tier: no joint plan loses less than the difference,
  compared in that order.

What is not exact: units of priorities are the planner's own, so that one person missed in a commune
weighs as much as one in the province; and of joint plans that lose the same, departures from the lowest
level, and of people without a post there, are taken, not a lot over all slates. A re-plan after a
withdrawal is exact while everything that it does not touch stays as it is; it is no new optimum of the
whole.
"""
