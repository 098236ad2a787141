// What demo.sh asks of the network: free ports, answers, budgets, gates. Run 'node client.mjs' for the commands.
// Needs nothing but Node.js 18.
import { createServer } from 'node:net';

const commands = {
  'free-ports COUNT': freePorts,
  'is-free PORT': isFree,
  'until-up URL SECONDS PID': untilUp,
  'until-evaluated APP SECONDS PID': untilEvaluated,
  'budgets APP': showBudgets,
  'gates APP [SERVICE=DECISION]...': showGates,
  'settings STANDINS': showSettings,
  'inject SHOP SERVICE ERRORS MINUTES': inject,
  'until-closed APP SERVICE SECONDS': untilClosed,
  'until-told STANDINS SECONDS': untilTold,
  'lift SHOP SERVICE': lift,
  'until-resolved STANDINS APP SERVICE SECONDS': untilResolved,
  'watch APP': watch,
};

class Failure extends Error {}

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const number = (value) => value.toLocaleString('en-US');
const percent = (value) => (value === null ? 'unknown' : `${value.toFixed(1)} %`);

async function freePorts(count) {
  const servers = await Promise.all(Array.from({ length: Number(count) }, () => listen(0)));
  console.log(servers.map((server) => server.address().port).join(' '));
  servers.forEach((server) => server.close());
}

async function isFree(port) {
  const server = await listen(Number(port)).catch(() => {
    throw new Failure(`port ${port} is in use`);
  });
  server.close();
}

function listen(port) {
  return new Promise((listening, failed) => {
    const server = createServer().once('error', failed);
    server.listen(port, '127.0.0.1', () => listening(server));
  });
}

/** GET as JSON. A refusal is an error that says why. */
async function get(url) {
  const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.problems?.join('; ') ?? body.detail ?? `${url} answered ${answer.status}`);
  return body;
}

/** Asks until there is an answer; "not yet" is an exception. Gives up after a time or when the process has ended. */
async function until(what, seconds, pid, ask) {
  const end = Date.now() + seconds * 1000;
  let last;
  while (Date.now() < end) {
    try {
      return await ask();
    } catch (notYet) {
      last = notYet;
    }
    if (pid && !isAlive(Number(pid))) throw new Failure(`the process ended before ${what}`);
    await sleep(250);
  }
  throw new Failure(`waited ${seconds} s, but not yet: ${what} (${last?.cause?.message ?? last?.message})`);
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function untilUp(url, seconds, pid) {
  await until(`${url} answers`, seconds, pid, async () => {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    if (answer.status >= 500) throw new Error(`it answers ${answer.status}`);
  });
}

async function untilEvaluated(app, seconds, pid) {
  await until('every budget is known', seconds, pid, async () => {
    const health = await get(`${app}/api/health`);
    if (health.backfilling > 0) throw new Error(`the history of ${health.backfilling} SLOs is still being read`);
    const budgets = await get(`${app}/api/budgets`);
    const unknown = budgets.filter((budget) => budget.state === 'unknown' || budget.alertState === 'UNKNOWN').map((budget) => budget.service);
    if (budgets.length === 0) throw new Error('there are no budgets');
    if (unknown.length > 0) throw new Error(`unknown: ${unknown.join(', ')}`);
  });
}

async function showBudgets(app) {
  const budgets = await get(`${app}/api/budgets`);
  table(
    ['SERVICE', 'SLO', 'OWNER', 'TARGET', 'DAYS', '>REMAINING', '>BAD', '>OF', 'ZONE', 'ALERTS'],
    budgets.map((budget) => [
      budget.service,
      budget.slo,
      budget.owner,
      `${Number((budget.target * 100).toFixed(6))} %`,
      `${budget.window.days}`,
      percent(budget.remainingPct),
      number(budget.bad),
      number(budget.total),
      budget.zone,
      budget.alertState,
    ]),
  );
}

async function showGates(app, ...expected) {
  const services = [...new Set((await get(`${app}/api/budgets`)).map((budget) => budget.service))];
  const gates = await Promise.all(services.map((service) => get(`${app}/api/gate/${service}`)));
  table(['SERVICE', 'RELEASE?', 'DECISION', 'WHY'], gates.map((gate) => [gate.service, gate.allowed ? 'yes' : 'no', gate.decision, gate.reasons[0]]));

  const surprises = expected
    .map((pair) => pair.split('='))
    .map(([service, decision]) => [service, decision, gates.find((gate) => gate.service === service)?.decision ?? 'nothing'])
    .filter(([, decision, answered]) => decision !== answered)
    .map(([service, decision, answered]) => `${service}: expected ${decision}, the gate answered ${answered}`);
  if (surprises.length > 0) throw new Failure(surprises.join('; '));
}

async function inject(shop, service, errors, minutes) {
  const answer = await fetch(`${shop}/faults/${service}?errors=${errors}&minutes=${minutes}`, { method: 'POST' });
  if (!answer.ok) throw new Failure(`the shop refused the fault: ${await answer.text()}`);
}

async function untilClosed(app, service, seconds) {
  const start = Date.now();
  // Budgets are asked for over and over, the gate once: it keeps a record of each decision.
  await until(`${service} burns fast`, seconds, null, async () => {
    const budgets = await get(`${app}/api/budgets/${service}`);
    if (!budgets.some((budget) => budget.alertState === 'FAST_BURN')) throw new Error(`its alerts are ${budgets.map((budget) => budget.alertState).join(', ')}`);
  });
  const gate = await get(`${app}/api/gate/${service}`);
  console.log(`  ${service}: ${gate.decision}, ${Math.round((Date.now() - start) / 1000)} s after the fault`);
  gate.reasons.forEach((reason) => console.log(`    ${reason}`));
  if (gate.allowed) throw new Failure(`${service} burns fast, but its gate is open`);
}

/** Prints the settings that reach the receivers, one a line. */
async function showSettings(standIns) {
  for (const [name, value] of Object.entries(await get(`${standIns}/settings`))) console.log(`${name}=${value}`);
}

async function lift(shop, service) {
  const answer = await fetch(`${shop}/faults/${service}`, { method: 'DELETE' });
  if (!answer.ok) throw new Failure(`the shop has no such fault: ${await answer.text()}`);
}

/** What the receivers got; fails if a real one would have refused any of it. */
async function received(standIns) {
  const got = await get(`${standIns}/received`);
  if (got.faults.length > 0) throw new Failure(`a real receiver would have refused: ${got.faults.join('; ')}`);
  return got;
}

async function untilTold(standIns, seconds) {
  const got = await until('Slack, GitHub and App Configuration got theirs', seconds, null, async () => {
    const now = await received(standIns);
    if (now.messages.length < 2) throw new Error(`${now.messages.length} messages in Slack`);
    if (now.tickets.length < 1) throw new Error('no ticket');
    if (now.isFlagOn) throw new Error('the flag is on');
    return now;
  });
  got.messages.forEach((message) => console.log(`  Slack ${message.channel}: ${message.text}`));
  got.tickets.forEach((ticket) => console.log(`  GitHub issue ${ticket.number}: ${ticket.title}`));
  console.log('  feature flag new-checkout: off');
}

async function untilResolved(standIns, app, service, seconds) {
  const before = (await received(standIns)).messages.length;
  const got = await until('the burn is over, told and undone', seconds, null, async () => {
    const now = await received(standIns);
    if (!now.messages.some((message) => message.isReply)) throw new Error('no answer in the thread of the first message');
    if (!now.isFlagOn) throw new Error('the flag is off');
    const budgets = await get(`${app}/api/budgets/${service}`);
    if (budgets.some((budget) => budget.alertState === 'FAST_BURN')) throw new Error('it burns fast');
    return now;
  });
  got.messages.slice(before).forEach((message) => console.log(`  Slack ${message.channel}${message.isReply ? ', in the thread' : ''}: ${message.text}`));
  console.log('  feature flag new-checkout: on');
  const opened = got.tickets.length;
  if (opened !== 1) throw new Failure(`${opened} tickets were opened instead of one`);
  const texts = got.messages.map((message) => message.text);
  if (new Set(texts).size !== texts.length) throw new Failure('a message came twice');
}

/** Prints every change of a gate's answer, until it is ended. */
async function watch(app) {
  const decisions = new Map();
  const states = new Map();
  let silent = false;
  const say = (text) => console.log(`${new Date().toTimeString().slice(0, 8)}  ${text}`);
  for (;;) {
    try {
      for (const { service, slo, zone, alertState } of await get(`${app}/api/budgets`)) {
        if (states.get(`${service}/${slo}`) === `${zone} ${alertState}`) continue;
        const gate = await get(`${app}/api/gate/${service}`);
        const before = decisions.get(service) ?? gate.decision;
        if (before !== gate.decision) say(`${service}: ${before} -> ${gate.decision}: ${gate.reasons[0]}`);
        decisions.set(service, gate.decision);
        states.set(`${service}/${slo}`, `${zone} ${alertState}`);
      }
      silent = false;
    } catch (failure) {
      if (!silent) say(`no answer: ${failure.cause?.message ?? failure.message}`);
      silent = true;
    }
    await sleep(2_000);
  }
}

/** Prints rows under headings as wide as their texts; '>' before a heading aligns to the right. */
function table(headings, rows) {
  const right = headings.map((heading) => heading.startsWith('>'));
  const lines = [headings.map((heading) => heading.replace('>', '')), ...rows];
  const widths = headings.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  for (const line of lines) {
    console.log(`  ${line.map((text, column) => (right[column] ? text.padStart(widths[column]) : text.padEnd(widths[column]))).join('  ')}`.trimEnd());
  }
}

const [name, ...args] = process.argv.slice(2);
const command = Object.entries(commands).find(([usage]) => usage.split(' ')[0] === name);
if (!command) {
  console.error(`Commands:\n${Object.keys(commands).map((usage) => `  ${usage}`).join('\n')}`);
  process.exit(2);
}
try {
  await command[1](...args);
} catch (failure) {
  console.error(failure instanceof Failure ? failure.message : (failure.cause?.message ?? failure.stack));
  process.exit(1);
}
