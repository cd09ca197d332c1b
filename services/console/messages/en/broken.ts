/** What is said when not even the frame can be shown. It comes alone, with the script of that page. */
export const broken = {
  title: 'Something went wrong',
  text: 'HostingCo could not show this page. Nothing was lost; try again in a moment.',
  request: 'Request',
  retry: 'Try again',
  retries: 'HostingCo keeps trying by itself.',
}
