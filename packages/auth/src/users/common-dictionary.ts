/** Words that people choose as passwords: 400 KB, for whoever imports this module on demand. */
export { dictionary } from '@zxcvbn-ts/language-common';
