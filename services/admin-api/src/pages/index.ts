/** The pages of a person: logging in, letting devices in, and letting applications act for them. */
import type { Page } from './page.ts';
import { authorizePage, consentPage, giveConsentPage } from './consent-pages.ts';
import {
  decideDevicePage,
  deviceDecisionPage,
  deviceEntryPage,
  shortDeviceEntryPage,
} from './device-pages.ts';
import { homePage } from './home-page.ts';
import { logInPage, logOutPage, showLoginPage } from './login-pages.ts';
import { changePasswordPage, showPasswordPage } from './password-pages.ts';
import { sourcePages } from './source/index.ts';
import { setUpSecondFactorPage, showSecondFactorPage } from './second-factor-pages.ts';

/** Every page. */
export const pages: readonly Page[] = [
  homePage,
  showLoginPage,
  logInPage,
  logOutPage,
  showPasswordPage,
  changePasswordPage,
  showSecondFactorPage,
  setUpSecondFactorPage,
  deviceEntryPage,
  shortDeviceEntryPage,
  deviceDecisionPage,
  decideDevicePage,
  authorizePage,
  consentPage,
  giveConsentPage,
  ...sourcePages,
];
