// Ask a service by openapi-fetch and the types that openapi-typescript made: `node walk.js URL`.
import createClient from "openapi-fetch";
import type { paths } from "./api.js";

// Without ?fields= answers are whole: of their two media types the first.
const client = createClient<paths, "application/json" | "application/problem+json">({ baseUrl: process.argv[2] });

/** Ask for the proposal of an example, and wait until it is there; its last state. */
async function plan(name: string) {
  const { data: body } = await client.GET("/v1/demo/{name}", { params: { path: { name } } });
  if (body === undefined) throw new Error("no example");
  const asked = await client.POST("/v1/proposals", { body });
  if (asked.data === undefined || !("state" in asked.data)) throw new Error(asked.error?.detail ?? "not accepted");
  const path = { proposal_id: asked.data.id };
  let state = asked.data.state;
  while (state === "queued" || state === "running") {
    await new Promise((resolve) => setTimeout(resolve, 200));
    const { data } = await client.GET("/v1/proposals/{proposal_id}", { params: { path } });
    if (data === undefined) throw new Error("no status");
    state = data.state;
  }
  const { data } = await client.GET("/v1/proposals/{proposal_id}/proposal", { params: { path } });
  if (data?.format !== "cocau/proposal/1") throw new Error("no proposal with its people");
  return [state, data] as const;
}

const [state, solved] = await plan("xa-mau");
const [conflictState, conflict] = await plan("xa-mau-thieu-nguoi");
const { error } = await client.GET("/v1/proposals/{proposal_id}/proposal", {
  params: { path: { proposal_id: `prp_${"0".repeat(26)}` } },
});
console.log(
  JSON.stringify({
    solved: [state, solved.outcome, solved.slate?.deputies?.length],
    conflict: [conflictState, conflict.outcome, (conflict.conflict?.rules?.length ?? 0) > 0],
    error: [error?.status, error?.type],
  }),
);
