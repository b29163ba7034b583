// Whatever comes from the API is inserted as text, never as markup. The key is in this variable and nowhere else.
let session = null;

const byId = (id) => document.getElementById(id);
const when = (time) => (time ? new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' }) : '');
const about = (entity) => (entity ? `${entity.type}/${entity.id}` : '');
const json = (value) => JSON.stringify(value, null, 2);

/** Asks for an address below the page's folder, so that a proxy may put a prefix before all of them. */
function send(path, query = {}, method = 'GET') {
  const url = new URL(path, document.baseURI);
  for (const [name, value] of Object.entries(query)) if (value) url.searchParams.set(name, value);
  return fetch(url, { method, headers: { Authorization: `Bearer ${session.key}` }, cache: 'no-store' });
}

async function ask(path, query, method) {
  const response = await send(path, query, method);
  const body = await response.json().catch(() => ({}));
  if (!response.ok && !body.nodeRole) throw refusal(response, body);
  return body;
}

const refusal = (response, body) => new Error(`${body.detail ?? body.title ?? 'The server did not answer.'} (${body.code ?? response.status})`);
const inAdmin = (path) => `v1/${encodeURIComponent(session.workspace)}/admin/${path}`;
const admin = (path, query, method) => ask(inAdmin(path), query, method);

function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  made.textContent = text ?? '';
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  return made;
}

function row(...cells) {
  const made = document.createElement('tr');
  made.append(...cells.map((cell) => (cell instanceof Node ? cell : element('td', cell))));
  return made;
}

/** A cell with a second line in small letters. */
function cell(text, small, attributes) {
  const made = element('td', text, attributes);
  if (small) made.append(element('small', small));
  return made;
}

function facts(list, pairs) {
  list.replaceChildren(...pairs.filter(([, value]) => value !== undefined && value !== '')
    .flatMap(([name, value]) => [element('dt', name), element('dd', String(value))]));
}

function say(status, text, failed = false) {
  status.textContent = text;
  status.toggleAttribute('data-failed', failed);
}

/** Runs one question at a time for a part of the page: the answer to an earlier one comes too late to be shown. */
function asker(status, result) {
  let last = 0;
  return async (question, show, isMore = false) => {
    const mine = ++last;
    const asked = session;
    say(status, 'Asking…');
    if (!isMore) result?.toggleAttribute('hidden', true);
    try {
      const answer = await question();
      if (mine !== last || asked !== session) return;
      say(status, show(answer));
      result?.toggleAttribute('hidden', false);
    } catch (error) {
      if (mine === last && asked === session) say(status, error.message, true);
    }
  };
}

const askUser = asker(byId('user-status'), byId('user-result'));
const askEntity = asker(byId('entity-status'), byId('entity-result'));
const askHealth = asker(byId('health-status'));
const askData = asker(byId('data-status'));

/** Whose result is shown; what is exported and erased is this user's, whatever the field above says by now. */
let shown = null;

/** Where the notifications that are shown go on; null at the end. */
let older = null;

const notification = (one) => row(
  when(one.at),
  one.kind,
  about(one.entity),
  cell(one.state, one.title, { 'data-state': one.state }),
  cell(one.because, `${one.rule ? `${one.rule}, ` : ''}${one.reason}, ${one.id}`),
  takeBackCell(one),
);

/** A button that asks once more before it does it. */
function takeBackCell(one) {
  const made = element('td');
  if (one.seq === undefined) return made;
  const user = shown;
  const button = element('button', 'Take back', { type: 'button', class: 'danger', 'aria-label': `Take back ${one.id}` });
  button.addEventListener('click', () => {
    if (button.textContent === 'Take back') {
      button.textContent = 'Really?';
      return;
    }
    askData(() => admin(`users/${encodeURIComponent(user)}/notifications/${encodeURIComponent(one.id)}`, {}, 'DELETE'), () => {
      made.replaceChildren('taken back');
      return `${one.id} is taken back from ${user}.`;
    });
  });
  made.append(button);
  return made;
}

function showNotifications(page, { path, query }) {
  byId('notifications').append(...page.notifications.map(notification));
  older = page.next ? { path, query: { ...query, before: page.next } } : null;
  byId('older').hidden = older === null;
  const count = byId('notifications').childElementCount;
  return `${count} ${count === 1 ? 'notification' : 'notifications'}${older ? ', and there are older ones' : ''}.`;
}

const connection = (process, one) => row(
  when(one.since),
  process,
  cell(one.transport, one.pending ? `${one.pending} frames wait for the socket` : ''),
  cell(`${one.watched}`, `${one.watches.map(about).join(', ')}${one.watched > one.watches.length ? ', …' : ''}`),
  when(one.tokenExpiresAt),
);

/** A row per connection, and one per process of which not all is known. */
function showConnections({ processes }) {
  byId('connections').replaceChildren(...processes.flatMap(({ process, answered, count, connections }) => [
    ...connections.map((one) => connection(process, one)),
    ...(answered ? [] : [row('', process, cell('did not answer', 'what the user has there is not known', { 'data-state': 'gone' }), '', '')]),
    ...(count > connections.length ? [row('', process, `and ${count - connections.length} more`, '', '')] : []),
  ]));
  if (!byId('connections').childElementCount) byId('connections').append(row('None.', '', '', '', ''));
}

byId('user-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const form = new FormData(event.target);
  const path = `users/${encodeURIComponent(form.get('user'))}`;
  const moment = (name) => (form.get(name) ? new Date(form.get(name)).toISOString() : '');
  const question = { path: `${path}/notifications`, query: { kind: form.get('kind'), from: moment('from'), to: moment('to') } };
  askUser(() => Promise.all([admin(path), admin(`${path}/connections`), admin(question.path, question.query)]), ([user, connections, page]) => {
    facts(byId('user-facts'), [
      ['User', user.user],
      ['Presence', `${user.presence.status}${user.presence.lastSeen ? `, last seen ${when(user.presence.lastSeen)}` : ''}`],
      ['Badge', `${user.badge.unread} unread, ${user.badge.unseen} unseen`],
      ['Tokens refused before', when(user.tokensRefusedBefore)],
    ]);
    byId('user-preferences').textContent = json(user.preferences);
    shown = user.user;
    closeErase();
    say(byId('data-status'), '');
    showConnections(connections);
    byId('notifications').replaceChildren();
    const count = showNotifications(page, question);
    const isKnown = page.notifications.length > 0 || user.badge.version > 0 || user.presence.status !== 'offline' || user.presence.lastSeen;
    return isKnown ? count : `${count} Nothing is known of this id in ${session.workspace}; upper and lower case count.`;
  });
});

byId('older').addEventListener('click', () => {
  const question = older;
  askUser(() => admin(question.path, question.query), (page) => showNotifications(page, question), true);
});

const dataPath = (user) => `users/${encodeURIComponent(user)}/data`;
const counted = (counts) => Object.entries(counts).map(([kind, count]) => `${count} ${kind}`).join(', ');

async function exportUser(user) {
  const response = await send(inAdmin(dataPath(user)));
  if (!response.ok) throw refusal(response, await response.json().catch(() => ({})));
  const file = await response.blob();
  const lines = (await file.text()).trimEnd().split('\n');
  const last = JSON.parse(lines[lines.length - 1]);
  if (last.kind !== 'end') throw new Error('The export broke off. Ask again.');
  return { file, counts: last.counts };
}

function save(file, name) {
  const link = element('a', '', { href: URL.createObjectURL(file), download: name });
  link.click();
  URL.revokeObjectURL(link.href);
}

byId('export').addEventListener('click', () => {
  const user = shown;
  askData(() => exportUser(user), ({ file, counts }) => {
    save(file, `${user}.ndjson`);
    return `Exported: ${counted(counts)}.`;
  });
});

const eraseForm = byId('erase-form');

function closeErase() {
  eraseForm.reset();
  eraseForm.querySelector('button').disabled = true;
  byId('erase').open = false;
}

eraseForm.addEventListener('input', () => {
  eraseForm.querySelector('button').disabled = eraseForm.elements.again.value !== shown;
});

eraseForm.addEventListener('submit', (event) => {
  event.preventDefault();
  const user = shown;
  if (eraseForm.elements.again.value !== user) return;
  askData(() => admin(dataPath(user), {}, 'DELETE'), ({ erased }) => {
    closeErase();
    byId('notifications').replaceChildren();
    byId('connections').replaceChildren();
    byId('user-facts').replaceChildren();
    byId('user-preferences').textContent = '';
    byId('older').hidden = true;
    say(byId('user-status'), `What was kept of ${user} is erased. Look the user up again to see what came since.`);
    return `Erased: ${counted(erased)}.`;
  });
});

byId('entity-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const form = new FormData(event.target);
  const path = `entities/${encodeURIComponent(form.get('type'))}/${encodeURIComponent(form.get('id'))}`;
  askEntity(() => admin(path), (entity) => {
    const { state, viewers, owed, changes } = entity;
    facts(byId('entity-facts'), [
      ['Entity', about(entity)],
      ['Position', state ? state.position : `deleted${entity.deletedAt ? ` at ${entity.deletedAt}` : ''}`],
      ['Changed', state && `${when(state.updatedAt)}${state.updatedBy ? ` by ${state.updatedBy}` : ''}`],
      ['Comments', state?.comments],
      ['Followers', state?.followers],
      ['Viewers', `${viewers.total}${viewers.users.length ? `: ${viewers.users.map((viewer) => viewer.user).join(', ')}` : ''}`],
      ['Owed deliveries', owed.count ? `${owed.count}, since ${when(owed.since)}` : 0],
    ]);
    byId('entity-fields').textContent = state ? json(state.fields) : '';
    byId('changes').replaceChildren(...changes.map((change) => row(when(change.updatedAt), change.updatedBy, change.to, Object.keys(change.fields).length ? json(change.fields) : 'a comment')));
    return `${about(entity)}, ${changes.length} ${changes.length === 1 ? 'change' : 'changes'} in memory.`;
  });
});

function showHealth() {
  askHealth(() => Promise.all([ask('health/ready'), admin('processes').catch(() => ({ processes: [] }))]), ([health, { processes }]) => {
    byId('processes').replaceChildren(...processes.map(({ process, connections, watches }) => row(process, `${connections}`, `${watches}`)));
    facts(byId('health-facts'), [
      ['Version', health.version],
      ['Role', health.nodeRole],
      ['Store', health.store],
      ['Standing', health.standing ? 'yes' : 'no'],
      ['Cluster', health.cluster ?? 'alone'],
      ['Members', health.members.map((member) => `${member.name} ${member.status}`).join(', ')],
      ['Clock', `${health.clockDifferenceMs} ms from the database's`],
    ]);
    byId('health-warnings').replaceChildren(...health.warnings.map((warning) => element('li', `${warning.code}: ${warning.message}`)));
    return `This node: ${health.status}.`;
  });
}

byId('health-refresh').addEventListener('click', showHealth);

function enter(next) {
  session = next;
  byId('sign-in').hidden = session !== null;
  byId('views').hidden = session === null;
  byId('forget').hidden = session === null;
  say(byId('session'), session ? `in ${session.workspace}` : '');
}

byId('sign-in').addEventListener('submit', (event) => {
  event.preventDefault();
  const form = new FormData(event.target);
  enter({ workspace: form.get('workspace'), key: form.get('key').trim() });
  event.target.elements.key.value = '';
  showHealth();
  byId('user-form').elements.user.focus();
});

byId('forget').addEventListener('click', () => {
  enter(null);
  for (const id of ['user-result', 'entity-result']) byId(id).hidden = true;
  for (const id of ['user-facts', 'connections', 'processes', 'notifications', 'entity-facts', 'changes', 'health-facts', 'health-warnings']) byId(id).replaceChildren();
  for (const id of ['user-preferences', 'entity-fields']) byId(id).textContent = '';
  shown = null;
  closeErase();
  for (const id of ['user-status', 'data-status', 'entity-status', 'health-status']) say(byId(id), '');
  for (const id of ['user-form', 'entity-form']) byId(id).reset();
  byId('sign-in').elements.key.focus();
});
