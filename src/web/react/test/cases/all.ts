import '../../../client/test/support/webcrypto.js';
import './preferences.js';
import './pure.js';
import './provider.js';
import './hooks.js';
import './bell.js';
import './inbox.js';
import './server.js';
